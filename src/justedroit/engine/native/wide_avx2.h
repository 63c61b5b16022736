/* Lanes of AVX2 whose cells have 8 bytes: two registers of 32 bytes. */
typedef struct { __m256d lo, hi; } f8;
typedef struct { __m256i lo, hi; } i8;

#define PAIR_F8(LO, HI) ((f8){(LO), (HI)})
#define PAIR_I8(LO, HI) ((i8){(LO), (HI)})
#define BOTH_F8(F) PAIR_F8(F(a.lo), F(a.hi))
#define BOTH_F8_2(F) PAIR_F8(F(a.lo, b.lo), F(a.hi, b.hi))
#define BOTH_I8_2(F) PAIR_I8(F(a.lo, b.lo), F(a.hi, b.hi))

INLINE f8 load_f8(const char *at) {
    return PAIR_F8(_mm256_load_pd((const double *)at), _mm256_load_pd((const double *)(at + 32)));
}
INLINE i8 load_i8(const char *at) { return PAIR_I8(load_i4(at), load_i4(at + 32)); }
INLINE void store_f8(char *at, f8 a) {
    _mm256_store_pd((double *)at, a.lo);
    _mm256_store_pd((double *)(at + 32), a.hi);
}
INLINE void store_i8(char *at, i8 a) { store_i4(at, a.lo); store_i4(at + 32, a.hi); }

INLINE f8 set_f8(double a) { return PAIR_F8(_mm256_set1_pd(a), _mm256_set1_pd(a)); }
INLINE i8 set_i8(int64_t a) { return PAIR_I8(_mm256_set1_epi64x(a), _mm256_set1_epi64x(a)); }

/* A mask of 32 bits a cell to one of 64 bits, and back. */
INLINE i8 widen_m(m a) {
    return PAIR_I8(_mm256_cvtepi32_epi64(_mm256_castsi256_si128(a)),
                   _mm256_cvtepi32_epi64(_mm256_extracti128_si256(a, 1)));
}
INLINE i4 i8_i4(i8 a) {
    const __m256 mixed = _mm256_shuffle_ps(_mm256_castsi256_ps(a.lo), _mm256_castsi256_ps(a.hi), 0x88);
    return _mm256_permute4x64_epi64(_mm256_castps_si256(mixed), 0xd8);
}
INLINE m narrow_f8(f8 a) { return i8_i4(PAIR_I8(_mm256_castpd_si256(a.lo), _mm256_castpd_si256(a.hi))); }

INLINE f8 add_f8(f8 a, f8 b) { return BOTH_F8_2(_mm256_add_pd); }
INLINE f8 sub_f8(f8 a, f8 b) { return BOTH_F8_2(_mm256_sub_pd); }
INLINE f8 mul_f8(f8 a, f8 b) { return BOTH_F8_2(_mm256_mul_pd); }
INLINE f8 div_f8(f8 a, f8 b) { return BOTH_F8_2(_mm256_div_pd); }
INLINE f8 sqrt_f8(f8 a) { return BOTH_F8(_mm256_sqrt_pd); }
INLINE f8 floor_f8(f8 a) { return BOTH_F8(_mm256_floor_pd); }
INLINE f8 ceil_f8(f8 a) { return BOTH_F8(_mm256_ceil_pd); }
INLINE __m256d rint_half(__m256d a) { return _mm256_round_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
INLINE f8 rint_f8(f8 a) { return BOTH_F8(rint_half); }
INLINE f8 neg_f8(f8 a) { const f8 b = set_f8(-0.0); return BOTH_F8_2(_mm256_xor_pd); }
INLINE f8 abs_f8(f8 b) { const f8 a = set_f8(-0.0); return BOTH_F8_2(_mm256_andnot_pd); }

#define COMPARE_F8(NAME, HOW)                                                                      \
    INLINE m NAME##_f8(f8 a, f8 b) {                                                               \
        return narrow_f8(PAIR_F8(_mm256_cmp_pd(a.lo, b.lo, HOW), _mm256_cmp_pd(a.hi, b.hi, HOW))); \
    }
COMPARE_F8(lt, _CMP_LT_OQ)
COMPARE_F8(le, _CMP_LE_OQ)
COMPARE_F8(gt, _CMP_GT_OQ)
COMPARE_F8(ge, _CMP_GE_OQ)
COMPARE_F8(eq, _CMP_EQ_OQ)
COMPARE_F8(ne, _CMP_NEQ_UQ)

INLINE f8 where_f8(m c_, f8 a, f8 b) {
    const i8 c = widen_m(c_);
    return PAIR_F8(_mm256_blendv_pd(b.lo, a.lo, _mm256_castsi256_pd(c.lo)),
                   _mm256_blendv_pd(b.hi, a.hi, _mm256_castsi256_pd(c.hi)));
}
INLINE i8 where_i8(m c_, i8 a, i8 b) {
    const i8 c = widen_m(c_);
    return PAIR_I8(_mm256_blendv_epi8(b.lo, a.lo, c.lo), _mm256_blendv_epi8(b.hi, a.hi, c.hi));
}

INLINE f8 top_f8(f8 a, f8 b) { return BOTH_F8_2(_mm256_max_pd); }
INLINE f8 low_f8(f8 a, f8 b) { return BOTH_F8_2(_mm256_min_pd); }
INLINE f8 keep_nan(f8 a, f8 b) {
    return PAIR_F8(_mm256_blendv_pd(b.lo, a.lo, _mm256_cmp_pd(a.lo, a.lo, _CMP_UNORD_Q)),
                   _mm256_blendv_pd(b.hi, a.hi, _mm256_cmp_pd(a.hi, a.hi, _CMP_UNORD_Q)));
}
INLINE f8 max_f8(f8 a, f8 b) { return keep_nan(a, top_f8(a, b)); }
INLINE f8 min_f8(f8 a, f8 b) { return keep_nan(a, low_f8(a, b)); }

INLINE i8 add_i8(i8 a, i8 b) { return BOTH_I8_2(_mm256_add_epi64); }
INLINE i8 sub_i8(i8 a, i8 b) { return BOTH_I8_2(_mm256_sub_epi64); }
AS_LOOP_2(mul_i8, i8, i8, int64_t, int64_t, (uint64_t)x * (uint64_t)y)
INLINE m eq_i8(i8 a, i8 b) { return i8_i4(BOTH_I8_2(_mm256_cmpeq_epi64)); }
INLINE m gt_i8(i8 a, i8 b) { return i8_i4(BOTH_I8_2(_mm256_cmpgt_epi64)); }

INLINE f8 i4_f8(i4 a) {
    return PAIR_F8(_mm256_cvtepi32_pd(_mm256_castsi256_si128(a)),
                   _mm256_cvtepi32_pd(_mm256_extracti128_si256(a, 1)));
}
INLINE f8 m_f8(m a) { return i4_f8(m_i4(a)); }
INLINE i8 i4_i8(i4 a) { return widen_m(a); }
INLINE i8 m_i8(m a) { return i4_i8(m_i4(a)); }
INLINE f8 f4_f8(f4 a) {
    return PAIR_F8(_mm256_cvtps_pd(_mm256_castps256_ps128(a)), _mm256_cvtps_pd(_mm256_extractf128_ps(a, 1)));
}
INLINE f4 f8_f4(f8 a) { return _mm256_set_m128(_mm256_cvtpd_ps(a.hi), _mm256_cvtpd_ps(a.lo)); }
INLINE i4 f8_i4(f8 a) { return _mm256_set_m128i(_mm256_cvttpd_epi32(a.hi), _mm256_cvttpd_epi32(a.lo)); }

INLINE __m128i half(i4 a, int which) {
    return which ? _mm256_extracti128_si256(a, 1) : _mm256_castsi256_si128(a);
}
INLINE f8 look_up_f8(const double *values, i4 place) {
    return PAIR_F8(_mm256_i32gather_pd(values, half(place, 0), 8), _mm256_i32gather_pd(values, half(place, 1), 8));
}
INLINE i8 look_up_i8(const int64_t *values, i4 place) {
    const f8 found = look_up_f8((const double *)values, place);
    return PAIR_I8(_mm256_castpd_si256(found.lo), _mm256_castpd_si256(found.hi));
}

/* The low and the high halves of cells are looked up apart. */
INLINE i8 look_up_small_i8(const int64_t *values, i4 place) {
    const i4 first = load_i4((const char *)values), last = load_i4((const char *)(values + 4));
    const i4 lows = i8_i4(PAIR_I8(first, last));
    const i4 highs = i8_i4(PAIR_I8(_mm256_srli_epi64(first, 32), _mm256_srli_epi64(last, 32)));
    const i4 low = _mm256_permutevar8x32_epi32(lows, place), high = _mm256_permutevar8x32_epi32(highs, place);
    const i4 even = _mm256_unpacklo_epi32(low, high), odd = _mm256_unpackhi_epi32(low, high);
    return PAIR_I8(_mm256_permute2x128_si256(even, odd, 0x20), _mm256_permute2x128_si256(even, odd, 0x31));
}
INLINE f8 look_up_small_f8(const double *values, i4 place) {
    const i8 found = look_up_small_i8((const int64_t *)values, place);
    return PAIR_F8(_mm256_castsi256_pd(found.lo), _mm256_castsi256_pd(found.hi));
}