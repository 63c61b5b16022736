/* Lanes of any machine: loops over eight cells, that the compiler may vectorise as it can. */

typedef struct { float cell[LANES]; } f4;
typedef struct { double cell[LANES]; } f8;
typedef struct { int32_t cell[LANES]; } i4;
typedef struct { int64_t cell[LANES]; } i8;
typedef i4 m;

#define IN_MEMORY(KIND, CELL)                                                                      \
    INLINE KIND load_##KIND(const char *at) { KIND r; memcpy(&r, at, sizeof r); return r; }        \
    INLINE void store_##KIND(char *at, KIND a) { memcpy(at, &a, sizeof a); }                       \
    INLINE KIND set_##KIND(CELL a) { KIND r; EACH_LANE r.cell[lane] = a; return r; }
IN_MEMORY(f4, float)
IN_MEMORY(f8, double)
IN_MEMORY(i4, int32_t)
IN_MEMORY(i8, int64_t)
IN_MEMORY(m, int32_t)

AS_LOOP_2(and_m, m, m, int32_t, int32_t, x & y)
AS_LOOP_2(or_m, m, m, int32_t, int32_t, x | y)
AS_LOOP_2(xor_m, m, m, int32_t, int32_t, x ^ y)
AS_LOOP_1(not_m, m, m, int32_t, int32_t, ~x)

#define FLOATING(KIND, CELL, SUFFIX)                                                               \
    AS_LOOP_2(add_##KIND, KIND, KIND, CELL, CELL, x + y)                                           \
    AS_LOOP_2(sub_##KIND, KIND, KIND, CELL, CELL, x - y)                                           \
    AS_LOOP_2(mul_##KIND, KIND, KIND, CELL, CELL, x * y)                                           \
    AS_LOOP_2(div_##KIND, KIND, KIND, CELL, CELL, x / y)                                           \
    AS_LOOP_2(top_##KIND, KIND, KIND, CELL, CELL, x > y ? x : y)                                   \
    AS_LOOP_2(low_##KIND, KIND, KIND, CELL, CELL, x < y ? x : y)                                   \
    AS_LOOP_2(max_##KIND, KIND, KIND, CELL, CELL, x > y || x != x ? x : y)                         \
    AS_LOOP_2(min_##KIND, KIND, KIND, CELL, CELL, x < y || x != x ? x : y)                         \
    AS_LOOP_1(sqrt_##KIND, KIND, KIND, CELL, CELL, sqrt##SUFFIX(x))                                \
    AS_LOOP_1(floor_##KIND, KIND, KIND, CELL, CELL, floor##SUFFIX(x))                              \
    AS_LOOP_1(ceil_##KIND, KIND, KIND, CELL, CELL, ceil##SUFFIX(x))                                \
    AS_LOOP_1(rint_##KIND, KIND, KIND, CELL, CELL, rint##SUFFIX(x))                                \
    AS_LOOP_1(neg_##KIND, KIND, KIND, CELL, CELL, -x)                                              \
    AS_LOOP_1(abs_##KIND, KIND, KIND, CELL, CELL, fabs##SUFFIX(x))                                 \
    AS_LOOP_2(lt_##KIND, m, KIND, int32_t, CELL, -(x < y))                                         \
    AS_LOOP_2(le_##KIND, m, KIND, int32_t, CELL, -(x <= y))                                        \
    AS_LOOP_2(gt_##KIND, m, KIND, int32_t, CELL, -(x > y))                                         \
    AS_LOOP_2(ge_##KIND, m, KIND, int32_t, CELL, -(x >= y))                                        \
    AS_LOOP_2(eq_##KIND, m, KIND, int32_t, CELL, -(x == y))                                        \
    AS_LOOP_2(ne_##KIND, m, KIND, int32_t, CELL, -(x != y))
FLOATING(f4, float, f)
FLOATING(f8, double, )

/* Integers wrap round: the sums are of unsigned numbers. */
#define INTEGER(KIND, CELL, UNSIGNED)                                                              \
    AS_LOOP_2(add_##KIND, KIND, KIND, CELL, CELL, (UNSIGNED)x + (UNSIGNED)y)                       \
    AS_LOOP_2(sub_##KIND, KIND, KIND, CELL, CELL, (UNSIGNED)x - (UNSIGNED)y)                       \
    AS_LOOP_2(mul_##KIND, KIND, KIND, CELL, CELL, (UNSIGNED)x * (UNSIGNED)y)                       \
    AS_LOOP_2(eq_##KIND, m, KIND, int32_t, CELL, -(x == y))                                        \
    AS_LOOP_2(gt_##KIND, m, KIND, int32_t, CELL, -(x > y))
INTEGER(i4, int32_t, uint32_t)
INTEGER(i8, int64_t, uint64_t)
AS_LOOP_2(max_i4, i4, i4, int32_t, int32_t, x > y ? x : y)
AS_LOOP_2(min_i4, i4, i4, int32_t, int32_t, x < y ? x : y)
AS_LOOP_1(abs_i4, i4, i4, int32_t, int32_t, x < 0 ? 0 - (uint32_t)x : (uint32_t)x)

#define WHERE(KIND)                                                                                \
    INLINE KIND where_##KIND(m c, KIND a, KIND b) {                                                \
        EACH_LANE a.cell[lane] = c.cell[lane] ? a.cell[lane] : b.cell[lane];                       \
        return a;                                                                                  \
    }
WHERE(f4)
WHERE(f8)
WHERE(i4)
WHERE(i8)

AS_LOOP_1(m_f4, f4, m, float, int32_t, -x)
AS_LOOP_1(m_f8, f8, m, double, int32_t, -x)
AS_LOOP_1(m_i4, i4, m, int32_t, int32_t, -x)
AS_LOOP_1(m_i8, i8, m, int64_t, int32_t, -x)
AS_LOOP_1(i4_f4, f4, i4, float, int32_t, x)
AS_LOOP_1(i4_f8, f8, i4, double, int32_t, x)
AS_LOOP_1(i4_i8, i8, i4, int64_t, int32_t, x)
AS_LOOP_1(i8_i4, i4, i8, int32_t, int64_t, x)
AS_LOOP_1(f4_i4, i4, f4, int32_t, float, x)
AS_LOOP_1(f8_i4, i4, f8, int32_t, double, x)
AS_LOOP_1(f4_f8, f8, f4, double, float, x)
AS_LOOP_1(f8_f4, f4, f8, float, double, x)

#define LOOK_UP(KIND, CELL)                                                                        \
    INLINE KIND look_up_##KIND(const CELL *values, i4 place) {                                     \
        KIND r;                                                                                    \
        EACH_LANE r.cell[lane] = values[place.cell[lane]];                                         \
        return r;                                                                                  \
    }                                                                                              \
    INLINE KIND look_up_small_##KIND(const CELL *values, i4 place) {                               \
        return look_up_##KIND(values, place);                                                      \
    }
LOOK_UP(f4, float)
LOOK_UP(f8, double)
LOOK_UP(i4, int32_t)
LOOK_UP(i8, int64_t)
LOOK_UP(m, int32_t)
