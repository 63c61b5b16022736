/* Runs a kernel: for each batch, rows are filled with inputs, blocks are run, outputs are put back. */
#include "kernel.h"
#include "lanes.h"

#define OUT_OF_CALENDAR ((int64_t)1 << 24) /* days, months or years from 1970 */
#define LINE 64                            /* bytes of a line of cache */
#define AHEAD 4                            /* rows: the cells of a later row are asked for early */
#define NEXT 2                             /* rows: the same, for what is written */

typedef void (*block)(const struct batch *);
extern const block blocks[];
extern const int32_t block_count;

typedef int64_t (*gather)(const struct table *, const int64_t *owner, int quick, char *row);

#define TILE 8 /* columns */

/* Eight lines of cells become eight columns of lanes. */
INLINE void turn_4(const int32_t (*line)[TILE], char *row, const int32_t *place, int32_t count) {
#ifdef __AVX2__
    __m256 a[TILE], b[TILE], c[TILE];
    EACH_LANE a[lane] = _mm256_loadu_ps((const float *)line[lane]);
    for (int i = 0; i < 8; i += 2) {
        b[i] = _mm256_unpacklo_ps(a[i], a[i + 1]);
        b[i + 1] = _mm256_unpackhi_ps(a[i], a[i + 1]);
    }
    for (int i = 0; i < 8; i += 4)
        for (int j = 0; j < 2; j++) {
            c[i + 2 * j] = _mm256_shuffle_ps(b[i + j], b[i + j + 2], 0x44);
            c[i + 2 * j + 1] = _mm256_shuffle_ps(b[i + j], b[i + j + 2], 0xee);
        }
    for (int i = 0; i < 4; i++) {
        a[i] = _mm256_permute2f128_ps(c[i], c[i + 4], 0x20);
        a[i + 4] = _mm256_permute2f128_ps(c[i], c[i + 4], 0x31);
    }
    for (int i = 0; i < count; i++) _mm256_store_ps((float *)(row + place[i]), a[i]);
#else
    for (int i = 0; i < count; i++)
        EACH_LANE ((int32_t *)(row + place[i]))[lane] = line[lane][i];
#endif
}
INLINE void turn_8(const int64_t (*line)[TILE], char *row, const int32_t *place, int32_t count) {
    for (int i = 0; i < count; i++)
        EACH_LANE ((int64_t *)(row + place[i]))[lane] = line[lane][i];
}
#define TURN(LINES, ROW, PLACE, COUNT)                                                             \
    do {                                                                                           \
        if (sizeof LINES[0][0] == 4) turn_4((const void *)LINES, ROW, PLACE, COUNT);               \
        else turn_8((const void *)LINES, ROW, PLACE, COUNT);                                       \
    } while (0)

/* Fills eight lanes of some columns; returns whether a date is out of the calendar. The quick way
 * is for columns that follow each other in memory, all known. */
#define GATHER(NAME, SOURCE, CELL, CONVERT, MISSING, CHECK)                                        \
    static int64_t NAME(const struct table *t, const int64_t *owner, int quick, char *row) {       \
        int64_t wrong = 0;                                                                         \
        const CELL missing = (CELL)(t->missing.MISSING);                                           \
        CELL line[LANES][TILE];                                                                    \
        int32_t first = 0;                                                                         \
        for (; quick && first + TILE <= t->columns; first += TILE) {                               \
            EACH_LANE {                                                                            \
                const SOURCE *from =                                                               \
                    (const SOURCE *)(t->values + owner[lane] * t->per_owner) + t->column[first];   \
                for (int c = 0; c < TILE; c++) {                                                   \
                    const SOURCE x = from[c];                                                      \
                    wrong |= CHECK;                                                                \
                    line[lane][c] = (CELL)(CONVERT);                                               \
                }                                                                                  \
            }                                                                                      \
            TURN(line, row, t->place + first, TILE);                                               \
        }                                                                                          \
        for (int32_t c = first; c < t->columns; c++) {                                             \
            const int64_t at = t->column[c] * t->per_column;                                       \
            const char *known = t->known ? t->known + t->column[c] * t->known_per_column : 0;      \
            CELL *to = (CELL *)(row + t->place[c]);                                                \
            EACH_LANE {                                                                            \
                const int64_t o = owner[lane];                                                     \
                if (o < 0 || (known && !known[o * t->known_per_owner])) {                          \
                    to[lane] = missing;                                                            \
                    continue;                                                                      \
                }                                                                                  \
                const SOURCE x = *(const SOURCE *)(t->values + o * t->per_owner + at);             \
                wrong |= CHECK;                                                                    \
                to[lane] = (CELL)(CONVERT);                                                        \
            }                                                                                      \
        }                                                                                          \
        return wrong;                                                                              \
    }
#define GATHERS(NAME, SOURCE)                                                                      \
    GATHER(NAME##_m, SOURCE, int32_t, -(x != 0), whole, 0)                                         \
    GATHER(NAME##_i1, SOURCE, int32_t, (int8_t)(int64_t)x, whole, 0)                               \
    GATHER(NAME##_i2, SOURCE, int32_t, (int16_t)(int64_t)x, whole, 0)                              \
    GATHER(NAME##_i4, SOURCE, int32_t, (int64_t)x, whole, 0)                                       \
    GATHER(NAME##_i8, SOURCE, int64_t, x, whole, 0)                                                \
    GATHER(NAME##_f4, SOURCE, float, x, floating, 0)                                               \
    GATHER(NAME##_f8, SOURCE, double, x, floating, 0)                                              \
    GATHER(NAME##_date, SOURCE, int32_t, x, whole, x < -OUT_OF_CALENDAR || x > OUT_OF_CALENDAR)
GATHERS(from_u1, uint8_t)
GATHERS(from_i1, int8_t)
GATHERS(from_i2, int16_t)
GATHERS(from_i4, int32_t)
GATHERS(from_i8, int64_t)
GATHERS(from_f4, float)
GATHERS(from_f8, double)
#define LISTED(NAME)                                                                               \
    { NAME##_m, NAME##_i1, NAME##_i2, NAME##_i4, NAME##_i8, NAME##_f4, NAME##_f8, NAME##_date }
static const gather gathers[][8] = {LISTED(from_u1), LISTED(from_i1), LISTED(from_i2), LISTED(from_i4),
                                    LISTED(from_i8), LISTED(from_f4), LISTED(from_f8)};

/* Finds the owners of the lanes of a row; returns whether all have one. */
INLINE int owners_of(const struct table *t, const int32_t *lanes, int64_t *owner) {
    int64_t least = 0;
    EACH_LANE {
        owner[lane] = t->index ? t->index[lanes[lane]] : lanes[lane];
        least |= owner[lane];
    }
    return least >= 0;
}

static int64_t fill(const struct job *job, const struct batch *b, const struct table *t) {
    const gather gather = gathers[t->source][t->kind];
    const int32_t e = t->entity;
    int64_t wrong = 0, owner[LANES];
    for (int64_t r = b->first[e]; r < b->last[e]; r++) {
        if (r + AHEAD < b->last[e] && owners_of(t, job->lanes[e] + (r + AHEAD) * LANES, owner))
            EACH_LANE {
                const char *from = t->values + owner[lane] * t->per_owner;
                for (int64_t at = 0; at < t->width; at += LINE) __builtin_prefetch(from + at);
            }
        const int all = owners_of(t, job->lanes[e] + r * LANES, owner);
        wrong |= gather(t, owner, all && t->contiguous, b->rows[e] + r * b->stride[e]);
    }
    return wrong;
}

/* Puts eight lanes of each row back in the order of the population. */
#define SCATTER(NAME, CELL, TARGET, CONVERT)                                                       \
    static void NAME(const struct output *o, const struct job *job, const struct batch *b) {       \
        const int32_t e = o->entity;                                                               \
        TARGET *to = (TARGET *)o->to;                                                              \
        for (int64_t r = b->first[e]; r < b->last[e]; r++) {                                       \
            const CELL *from = (const CELL *)(b->rows[e] + r * b->stride[e] + o->place);           \
            const int32_t *member = job->lanes[e] + r * LANES;                                     \
            if (r + NEXT < b->last[e])                                                             \
                EACH_LANE __builtin_prefetch(to + member[lane + NEXT * LANES], 1);                 \
            EACH_LANE { const CELL x = from[lane]; to[member[lane]] = (TARGET)(CONVERT); }         \
        }                                                                                          \
    }
SCATTER(to_bool, int32_t, uint8_t, x & 1)
SCATTER(to_i1, int32_t, int8_t, x)
SCATTER(to_i2, int32_t, int16_t, x)
SCATTER(to_i4, int32_t, int32_t, x)
SCATTER(to_long, int32_t, int64_t, x)
SCATTER(to_i8, int64_t, int64_t, x)
SCATTER(to_f4, float, float, x)
SCATTER(to_f8, double, double, x)
static void (*const scatters[])(const struct output *, const struct job *, const struct batch *) = {
    to_bool, to_i1, to_i2, to_i4, to_long, to_i8, to_f4, to_f8};

static void prepare(const struct job *job, struct batch *b, int64_t number, char *scratch) {
    for (int64_t e = 0; e < job->entities; e++) {
        b->first[e] = job->first[number * job->entities + e];
        b->last[e] = job->first[(number + 1) * job->entities + e];
        b->stride[e] = job->stride[e];
        b->group[e] = job->group[e];
        b->rows[e] = scratch - b->first[e] * b->stride[e];
        scratch += (b->last[e] - b->first[e]) * b->stride[e];
    }
}

/* Takes batches until none is left; several threads may do it at once, each with its scratch. */
void run(struct job *job, char *scratch) {
    struct batch b = {.inputs = job->inputs, .starts = job->starts, .members = job->members,
                      .picks = job->picks, .fixed = job->fixed, .doors = job->doors, .codes = job->codes};
    for (;;) {
        const int64_t number = __atomic_fetch_add(&job->next, 1, __ATOMIC_RELAXED);
        if (number >= job->batches) return;
        prepare(job, &b, number, scratch);
        for (int64_t t = 0; t < job->tables; t++)
            if (fill(job, &b, job->table + t)) __atomic_store_n(&job->refused, 1 + t, __ATOMIC_RELAXED);
        for (int32_t i = 0; i < block_count; i++) blocks[i](&b);
        for (int64_t o = 0; o < job->outputs; o++)
            scatters[job->output[o].kind](job->output + o, job, &b);
    }
}
