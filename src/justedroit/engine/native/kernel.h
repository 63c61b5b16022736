/* What a kernel is given. `engine/native/running.py` fills the same structures in.
 *
 * Eight clusters of one shape are computed side by side: each person of the shape has a row of
 * eight lanes, and so has each group. A row holds all that is known of its eight members: their
 * values computed so far, then their inputs. A batch is a run of rows that fits in the cache.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h>

#define MOST_ENTITIES 8 /* the first one is that of persons */

/* A table of inputs: see engine.columns.Table. Strides are in bytes. */
struct table {
    int32_t entity, source, kind, columns;
    const char *values, *known;
    const int64_t *index;
    int64_t per_owner, per_column, known_per_owner, known_per_column;
    int64_t width;      /* bytes that are read of an owner */
    int64_t contiguous; /* whether the columns follow each other, all known */
    const int32_t *column, *place; /* columns that are read, and where in the row they go */
    union { double floating; int64_t whole; } missing;
};

struct output {
    int32_t entity, kind, place;
    char *to;
};

struct job {
    int64_t entities, batches, tables, outputs;
    int64_t stride[MOST_ENTITIES];        /* bytes of a row */
    const int32_t *lanes[MOST_ENTITIES];  /* members of each row, [rows][LANES] */
    const int32_t *group[MOST_ENTITIES];  /* group row of each person row */
    const int64_t *first;                 /* first row of each batch, [batches + 1][entities] */
    const int32_t *inputs;                /* place of each input in its row */
    const int32_t *const *starts;         /* lists of members: first one of each group row */
    const int32_t *const *members;        /*   and person rows */
    const int32_t *const *picks;          /* person row picked for each group row, or -1 */
    const void *const *fixed;             /* one cell a row: roles, counts; or one for all */
    const void *const *doors;             /* value of each code of a text */
    const int32_t *codes;                 /* number of codes of each door */
    const struct table *table;
    const struct output *output;
    int64_t next;    /* batch to take, shared by threads */
    int64_t refused; /* 1 + number of a table that holds a date out of the calendar; 0: none */
};

struct batch {
    char *rows[MOST_ENTITIES]; /* where row 0 would be */
    int64_t stride[MOST_ENTITIES], first[MOST_ENTITIES], last[MOST_ENTITIES];
    const int32_t *group[MOST_ENTITIES];
    const int32_t *inputs;
    const int32_t *const *starts, *const *members, *const *picks;
    const void *const *fixed, *const *doors;
    const int32_t *codes;
};

#endif
