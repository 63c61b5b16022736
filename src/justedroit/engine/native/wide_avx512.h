/* Lanes of AVX-512 whose cells have 8 bytes: one register of 64 bytes. */
#define LONGS_CONVERTED /* by instructions that AVX2 lacks */

typedef __m512d f8;
typedef __m512i i8;

INLINE f8 load_f8(const char *at) { return _mm512_loadu_pd(at); }
INLINE i8 load_i8(const char *at) { return _mm512_loadu_si512(at); }
INLINE void store_f8(char *at, f8 a) { _mm512_storeu_pd(at, a); }
INLINE void store_i8(char *at, i8 a) { _mm512_storeu_si512(at, a); }
INLINE f8 set_f8(double a) { return _mm512_set1_pd(a); }
INLINE i8 set_i8(int64_t a) { return _mm512_set1_epi64(a); }

INLINE f8 add_f8(f8 a, f8 b) { return _mm512_add_pd(a, b); }
INLINE f8 sub_f8(f8 a, f8 b) { return _mm512_sub_pd(a, b); }
INLINE f8 mul_f8(f8 a, f8 b) { return _mm512_mul_pd(a, b); }
INLINE f8 div_f8(f8 a, f8 b) { return _mm512_div_pd(a, b); }
INLINE f8 top_f8(f8 a, f8 b) { return _mm512_max_pd(a, b); }
INLINE f8 low_f8(f8 a, f8 b) { return _mm512_min_pd(a, b); }
INLINE f8 sqrt_f8(f8 a) { return _mm512_sqrt_pd(a); }
INLINE f8 floor_f8(f8 a) { return _mm512_roundscale_pd(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
INLINE f8 ceil_f8(f8 a) { return _mm512_roundscale_pd(a, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
INLINE f8 rint_f8(f8 a) { return _mm512_roundscale_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
INLINE f8 neg_f8(f8 a) { return _mm512_xor_pd(a, _mm512_set1_pd(-0.0)); }
INLINE f8 abs_f8(f8 a) { return _mm512_andnot_pd(_mm512_set1_pd(-0.0), a); }

INLINE m lt_f8(f8 a, f8 b) { return _mm256_movm_epi32(_mm512_cmp_pd_mask(a, b, _CMP_LT_OQ)); }
INLINE m le_f8(f8 a, f8 b) { return _mm256_movm_epi32(_mm512_cmp_pd_mask(a, b, _CMP_LE_OQ)); }
INLINE m gt_f8(f8 a, f8 b) { return _mm256_movm_epi32(_mm512_cmp_pd_mask(a, b, _CMP_GT_OQ)); }
INLINE m ge_f8(f8 a, f8 b) { return _mm256_movm_epi32(_mm512_cmp_pd_mask(a, b, _CMP_GE_OQ)); }
INLINE m eq_f8(f8 a, f8 b) { return _mm256_movm_epi32(_mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ)); }
INLINE m ne_f8(f8 a, f8 b) { return _mm256_movm_epi32(_mm512_cmp_pd_mask(a, b, _CMP_NEQ_UQ)); }

INLINE f8 where_f8(m c, f8 a, f8 b) { return _mm512_mask_blend_pd(_mm256_movepi32_mask(c), b, a); }
INLINE i8 where_i8(m c, i8 a, i8 b) { return _mm512_mask_blend_epi64(_mm256_movepi32_mask(c), b, a); }
INLINE f8 keep_nan(f8 a, f8 b) { return _mm512_mask_blend_pd(_mm512_cmp_pd_mask(a, a, _CMP_UNORD_Q), b, a); }
INLINE f8 max_f8(f8 a, f8 b) { return keep_nan(a, top_f8(a, b)); }
INLINE f8 min_f8(f8 a, f8 b) { return keep_nan(a, low_f8(a, b)); }

INLINE i8 add_i8(i8 a, i8 b) { return _mm512_add_epi64(a, b); }
INLINE i8 sub_i8(i8 a, i8 b) { return _mm512_sub_epi64(a, b); }
INLINE i8 mul_i8(i8 a, i8 b) { return _mm512_mullo_epi64(a, b); }
INLINE m eq_i8(i8 a, i8 b) { return _mm256_movm_epi32(_mm512_cmpeq_epi64_mask(a, b)); }
INLINE m gt_i8(i8 a, i8 b) { return _mm256_movm_epi32(_mm512_cmpgt_epi64_mask(a, b)); }

INLINE f8 i4_f8(i4 a) { return _mm512_cvtepi32_pd(a); }
INLINE f8 m_f8(m a) { return _mm512_maskz_mov_pd(_mm256_movepi32_mask(a), _mm512_set1_pd(1)); }
INLINE i8 i4_i8(i4 a) { return _mm512_cvtepi32_epi64(a); }
INLINE i8 m_i8(m a) { return i4_i8(m_i4(a)); }
INLINE i4 i8_i4(i8 a) { return _mm512_cvtepi64_epi32(a); }
INLINE f8 f4_f8(f4 a) { return _mm512_cvtps_pd(a); }
INLINE f4 f8_f4(f8 a) { return _mm512_cvtpd_ps(a); }
INLINE i4 f8_i4(f8 a) { return _mm512_cvttpd_epi32(a); }
INLINE i8 f4_i8(f4 a) { return _mm512_cvttps_epi64(a); }
INLINE i8 f8_i8(f8 a) { return _mm512_cvttpd_epi64(a); }
INLINE f4 i8_f4(i8 a) { return _mm512_cvtepi64_ps(a); }
INLINE f8 i8_f8(i8 a) { return _mm512_cvtepi64_pd(a); }

INLINE f8 look_up_f8(const double *values, i4 place) { return _mm512_i32gather_pd(place, values, 8); }
INLINE i8 look_up_i8(const int64_t *values, i4 place) { return _mm512_i32gather_epi64(place, values, 8); }
INLINE f8 look_up_small_f8(const double *values, i4 place) {
    return _mm512_permutexvar_pd(i4_i8(place), _mm512_loadu_pd(values));
}
INLINE i8 look_up_small_i8(const int64_t *values, i4 place) {
    return _mm512_permutexvar_epi64(i4_i8(place), _mm512_loadu_si512(values));
}
