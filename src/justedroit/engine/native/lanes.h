/* Lanes: eight cells computed side by side.
 *
 *   f4  8 float      i4  8 int32
 *   f8  8 double     i8  8 int64      m  8 booleans, each an int32 that is 0 or -1
 *
 * Three versions give the same bits: AVX2, AVX-512 for cells of 8 bytes, and plain loops over eight
 * cells. Only operations that IEEE 754 settles are here, and each does what numpy does; compile
 * with -ffp-contract=off.
 */
#ifndef LANES_H
#define LANES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LANES 8
#define EACH_LANE for (int lane = 0; lane < LANES; lane++)
#define ALIGNED __attribute__((aligned(32)))
#define INLINE static inline __attribute__((always_inline, unused))

/* An operation of lanes as a plain loop: what AVX2 has no instruction for, and the portable lanes. */
#define AS_LOOP_1(NAME, R, A, CELL_R, CELL_A, EXPRESSION)                                          \
    INLINE R NAME(A a_) {                                                                          \
        CELL_A a[LANES];                                                                           \
        CELL_R r[LANES];                                                                           \
        memcpy(a, &a_, sizeof a);                                                                  \
        EACH_LANE { const CELL_A x = a[lane]; r[lane] = (CELL_R)(EXPRESSION); }                    \
        R out;                                                                                     \
        memcpy(&out, r, sizeof out);                                                               \
        return out;                                                                                \
    }
#define AS_LOOP_2(NAME, R, A, CELL_R, CELL_A, EXPRESSION)                                          \
    INLINE R NAME(A a_, A b_) {                                                                    \
        CELL_A a[LANES], b[LANES];                                                                 \
        CELL_R r[LANES];                                                                           \
        memcpy(a, &a_, sizeof a);                                                                  \
        memcpy(b, &b_, sizeof b);                                                                  \
        EACH_LANE { const CELL_A x = a[lane], y = b[lane]; r[lane] = (CELL_R)(EXPRESSION); }       \
        R out;                                                                                     \
        memcpy(&out, r, sizeof out);                                                               \
        return out;                                                                                \
    }

#ifdef __AVX2__
#include "lanes_avx2.h"
#if defined __AVX512DQ__ && defined __AVX512VL__
#include "wide_avx512.h"
#else
#include "wide_avx2.h"
#endif
#else
#include "lanes_portable.h"
#endif

/* ------------------------------------------------------------- the same text for both versions */

INLINE m ne_m(m a, m b) { return xor_m(a, b); }
INLINE m eq_m(m a, m b) { return not_m(xor_m(a, b)); }
INLINE m lt_m(m a, m b) { return and_m(not_m(a), b); }
INLINE m le_m(m a, m b) { return or_m(not_m(a), b); }
INLINE m gt_m(m a, m b) { return and_m(a, not_m(b)); }
INLINE m ge_m(m a, m b) { return or_m(a, not_m(b)); }
INLINE m where_m(m c, m a, m b) { return or_m(and_m(c, a), and_m(not_m(c), b)); }
INLINE m ne_i4(i4 a, i4 b) { return not_m(eq_i4(a, b)); }
INLINE m lt_i4(i4 a, i4 b) { return gt_i4(b, a); }
INLINE m le_i4(i4 a, i4 b) { return not_m(gt_i4(a, b)); }
INLINE m ge_i4(i4 a, i4 b) { return not_m(gt_i4(b, a)); }
INLINE m ne_i8(i8 a, i8 b) { return not_m(eq_i8(a, b)); }
INLINE m lt_i8(i8 a, i8 b) { return gt_i8(b, a); }
INLINE m le_i8(i8 a, i8 b) { return not_m(gt_i8(a, b)); }
INLINE m ge_i8(i8 a, i8 b) { return not_m(gt_i8(b, a)); }
INLINE i8 max_i8(i8 a, i8 b) { return where_i8(gt_i8(a, b), a, b); }
INLINE i8 min_i8(i8 a, i8 b) { return where_i8(gt_i8(b, a), a, b); }
INLINE i4 neg_i4(i4 a) { return sub_i4(set_i4(0), a); }
INLINE i8 neg_i8(i8 a) { return sub_i8(set_i8(0), a); }
INLINE i8 abs_i8(i8 a) { return where_i8(gt_i8(set_i8(0), a), neg_i8(a), a); }

/* The sign of a number: NaN stays, a zero of any sign is +0. */
INLINE f4 sign_f4(f4 a) {
    const f4 side = where_f4(lt_f4(set_f4(0), a), set_f4(1), where_f4(lt_f4(a, set_f4(0)), set_f4(-1), set_f4(0)));
    return where_f4(ne_f4(a, a), a, side);
}
INLINE f8 sign_f8(f8 a) {
    const f8 side = where_f8(lt_f8(set_f8(0), a), set_f8(1), where_f8(lt_f8(a, set_f8(0)), set_f8(-1), set_f8(0)));
    return where_f8(ne_f8(a, a), a, side);
}
INLINE i4 sign_i4(i4 a) { return sub_i4(m_i4(gt_i4(a, set_i4(0))), m_i4(gt_i4(set_i4(0), a))); }
INLINE i8 sign_i8(i8 a) { return sub_i8(m_i8(gt_i8(a, set_i8(0))), m_i8(gt_i8(set_i8(0), a))); }

INLINE m f4_m(f4 a) { return ne_f4(a, set_f4(0)); }
INLINE m f8_m(f8 a) { return ne_f8(a, set_f8(0)); }
INLINE m i4_m(i4 a) { return ne_i4(a, set_i4(0)); }
INLINE m i8_m(i8 a) { return ne_i8(a, set_i8(0)); }
#ifndef LONGS_CONVERTED
AS_LOOP_1(f4_i8, i8, f4, int64_t, float, x)
AS_LOOP_1(f8_i8, i8, f8, int64_t, double, x)
AS_LOOP_1(i8_f4, f4, i8, float, int64_t, x)
AS_LOOP_1(i8_f8, f8, i8, double, int64_t, x)
#endif
AS_LOOP_1(wrap16_i4, i4, i4, int32_t, int32_t, (int16_t)x)
AS_LOOP_1(wrap8_i4, i4, i4, int32_t, int32_t, (int8_t)x)

/* Division that rounds down, as numpy does it: by zero it gives zero. Two int32 have an exact
 * enough quotient in doubles: it is an integer, or at least 2^-31 away from one. */
INLINE i4 floordiv_i4(i4 a, i4 b) {
    const f8 q = floor_f8(div_f8(i4_f8(a), i4_f8(b)));
    return where_i4(eq_i4(b, set_i4(0)), set_i4(0), f8_i4(q));
}
INLINE i4 mod_i4(i4 a, i4 b) {
    return where_i4(eq_i4(b, set_i4(0)), set_i4(0), sub_i4(a, mul_i4(floordiv_i4(a, b), b)));
}
static inline int64_t floordiv_cell(int64_t a, int64_t b) {
    if (b == 0) return 0;
    if (b == -1) return (int64_t)(0 - (uint64_t)a);
    const int64_t q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}
static inline int64_t mod_cell(int64_t a, int64_t b) {
    if (b == 0 || b == -1) return 0;
    const int64_t r = a % b;
    return r + (r != 0 && (r < 0) != (b < 0) ? b : 0);
}
AS_LOOP_2(floordiv_i8, i8, i8, int64_t, int64_t, floordiv_cell(x, y))
AS_LOOP_2(mod_i8, i8, i8, int64_t, int64_t, mod_cell(x, y))

/* numpy's divmod of floating-point numbers. */
#define DIVMOD(CELL, SUFFIX)                                                                       \
    static inline CELL divmod_##CELL(CELL a, CELL b, CELL *quotient) {                             \
        CELL mod = fmod##SUFFIX(a, b);                                                             \
        if (b == 0) { *quotient = a / b; return mod; }                                             \
        CELL div = (a - mod) / b;                                                                  \
        if (mod != 0) {                                                                            \
            if ((b < 0) != (mod < 0)) { mod += b; div -= 1; }                                      \
        } else mod = copysign##SUFFIX(0, b);                                                       \
        if (div != 0) {                                                                            \
            *quotient = floor##SUFFIX(div);                                                        \
            if (div - *quotient > (CELL)0.5) *quotient += 1;                                       \
        } else *quotient = copysign##SUFFIX(0, a / b);                                             \
        return mod;                                                                                \
    }                                                                                              \
    static inline CELL floordiv_##CELL(CELL a, CELL b) {                                           \
        CELL q;                                                                                    \
        divmod_##CELL(a, b, &q);                                                                   \
        return q;                                                                                  \
    }                                                                                              \
    static inline CELL mod_##CELL(CELL a, CELL b) {                                                \
        CELL q;                                                                                    \
        return divmod_##CELL(a, b, &q);                                                            \
    }
DIVMOD(float, f)
DIVMOD(double, )
AS_LOOP_2(floordiv_f4, f4, f4, float, float, floordiv_float(x, y))
AS_LOOP_2(floordiv_f8, f8, f8, double, double, floordiv_double(x, y))
AS_LOOP_2(mod_f4, f4, f4, float, float, mod_float(x, y))
AS_LOOP_2(mod_f8, f8, f8, double, double, mod_double(x, y))

/* Calendar: days and months since 1970-01-01, in the Gregorian calendar extended to all years.
 * Years begin in March, so that the leap day is the last; eras have 400 years. */
static inline int32_t month_of_day(int32_t day) {
    const int32_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    const int32_t in_era = z - era * 146097;
    const int32_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    const int32_t in_year = in_era - (365 * year + year / 4 - year / 100);
    const int32_t month = (5 * in_year + 2) / 153; /* 0: March */
    return (era * 400 + year - 1970) * 12 + month + 2;
}
static inline int32_t day_of_month(int32_t month) {
    const int32_t shifted = month - 2; /* months since March 1970 */
    const int32_t years = (shifted >= 0 ? shifted : shifted - 11) / 12, y = years + 1970;
    const int32_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    const int32_t in_year = (153 * (shifted - years * 12) + 2) / 5;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + in_year - 719468;
}
AS_LOOP_1(day_month, i4, i4, int32_t, int32_t, month_of_day(x))
AS_LOOP_1(month_day, i4, i4, int32_t, int32_t, day_of_month(x))

/* The order of a sort: NaN comes last. */
INLINE m sorts_before(f8 a, f8 b) { return or_m(lt_f8(a, b), and_m(ne_f8(b, b), eq_f8(a, a))); }

/* floor(a * times / by), exact for durations of less than 2^31 units. */
INLINE i4 scaled_i4(i4 a, double times, double by) {
    return f8_i4(floor_f8(div_f8(mul_f8(i4_f8(a), set_f8(times)), set_f8(by))));
}

/* Place in a table of some length: out of it, the nearest. */
INLINE i4 inside(i4 place, int32_t length) {
    return max_i4(set_i4(0), min_i4(place, set_i4(length - 1)));
}

/* Place in a table, from a key of 64 bits: far keys come near before they are shortened. */
INLINE i4 place_i8(i8 key, int64_t lowest, int32_t length) {
    return i8_i4(max_i8(set_i8(-1), min_i8(sub_i8(key, set_i8(lowest)), set_i8(length))));
}

#endif
