/* Lanes of AVX2 whose cells have 4 bytes: one register of 32 bytes. Cells of 8 bytes are in wide_*.h. */
#include <immintrin.h>

typedef __m256 f4;
typedef __m256i i4;
typedef __m256i m;

INLINE f4 load_f4(const char *at) { return _mm256_load_ps((const float *)at); }
INLINE i4 load_i4(const char *at) { return _mm256_load_si256((const __m256i *)at); }
INLINE m load_m(const char *at) { return _mm256_load_si256((const __m256i *)at); }
INLINE void store_f4(char *at, f4 a) { _mm256_store_ps((float *)at, a); }
INLINE void store_i4(char *at, i4 a) { _mm256_store_si256((__m256i *)at, a); }
INLINE void store_m(char *at, m a) { _mm256_store_si256((__m256i *)at, a); }

INLINE f4 set_f4(float a) { return _mm256_set1_ps(a); }
INLINE i4 set_i4(int32_t a) { return _mm256_set1_epi32(a); }
INLINE m set_m(int32_t a) { return _mm256_set1_epi32(a); }

INLINE m and_m(m a, m b) { return _mm256_and_si256(a, b); }
INLINE m or_m(m a, m b) { return _mm256_or_si256(a, b); }
INLINE m xor_m(m a, m b) { return _mm256_xor_si256(a, b); }
INLINE m not_m(m a) { return _mm256_xor_si256(a, _mm256_set1_epi32(-1)); }

INLINE f4 add_f4(f4 a, f4 b) { return _mm256_add_ps(a, b); }
INLINE f4 sub_f4(f4 a, f4 b) { return _mm256_sub_ps(a, b); }
INLINE f4 mul_f4(f4 a, f4 b) { return _mm256_mul_ps(a, b); }
INLINE f4 div_f4(f4 a, f4 b) { return _mm256_div_ps(a, b); }
INLINE f4 sqrt_f4(f4 a) { return _mm256_sqrt_ps(a); }
INLINE f4 floor_f4(f4 a) { return _mm256_floor_ps(a); }
INLINE f4 ceil_f4(f4 a) { return _mm256_ceil_ps(a); }
INLINE f4 rint_f4(f4 a) { return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
INLINE f4 neg_f4(f4 a) { return _mm256_xor_ps(a, _mm256_set1_ps(-0.0f)); }
INLINE f4 abs_f4(f4 a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a); }

INLINE m lt_f4(f4 a, f4 b) { return _mm256_castps_si256(_mm256_cmp_ps(a, b, _CMP_LT_OQ)); }
INLINE m le_f4(f4 a, f4 b) { return _mm256_castps_si256(_mm256_cmp_ps(a, b, _CMP_LE_OQ)); }
INLINE m gt_f4(f4 a, f4 b) { return _mm256_castps_si256(_mm256_cmp_ps(a, b, _CMP_GT_OQ)); }
INLINE m ge_f4(f4 a, f4 b) { return _mm256_castps_si256(_mm256_cmp_ps(a, b, _CMP_GE_OQ)); }
INLINE m eq_f4(f4 a, f4 b) { return _mm256_castps_si256(_mm256_cmp_ps(a, b, _CMP_EQ_OQ)); }
INLINE m ne_f4(f4 a, f4 b) { return _mm256_castps_si256(_mm256_cmp_ps(a, b, _CMP_NEQ_UQ)); }

INLINE i4 where_i4(m c, i4 a, i4 b) { return _mm256_blendv_epi8(b, a, c); }
INLINE f4 where_f4(m c, f4 a, f4 b) { return _mm256_blendv_ps(b, a, _mm256_castsi256_ps(c)); }

/* The instruction gives its second argument for two zeros or a NaN in any: so does numpy, but a
 * NaN in the first one stays. `top` and `low` know that the first one is a number. */
INLINE f4 top_f4(f4 a, f4 b) { return _mm256_max_ps(a, b); }
INLINE f4 low_f4(f4 a, f4 b) { return _mm256_min_ps(a, b); }
INLINE f4 max_f4(f4 a, f4 b) { return _mm256_blendv_ps(top_f4(a, b), a, _mm256_cmp_ps(a, a, _CMP_UNORD_Q)); }
INLINE f4 min_f4(f4 a, f4 b) { return _mm256_blendv_ps(low_f4(a, b), a, _mm256_cmp_ps(a, a, _CMP_UNORD_Q)); }

INLINE i4 add_i4(i4 a, i4 b) { return _mm256_add_epi32(a, b); }
INLINE i4 sub_i4(i4 a, i4 b) { return _mm256_sub_epi32(a, b); }
INLINE i4 mul_i4(i4 a, i4 b) { return _mm256_mullo_epi32(a, b); }
INLINE i4 max_i4(i4 a, i4 b) { return _mm256_max_epi32(a, b); }
INLINE i4 min_i4(i4 a, i4 b) { return _mm256_min_epi32(a, b); }
INLINE i4 abs_i4(i4 a) { return _mm256_abs_epi32(a); }
INLINE m eq_i4(i4 a, i4 b) { return _mm256_cmpeq_epi32(a, b); }
INLINE m gt_i4(i4 a, i4 b) { return _mm256_cmpgt_epi32(a, b); }

INLINE f4 m_f4(m a) { return _mm256_and_ps(_mm256_castsi256_ps(a), _mm256_set1_ps(1)); }
INLINE i4 m_i4(m a) { return _mm256_srli_epi32(a, 31); }
INLINE f4 i4_f4(i4 a) { return _mm256_cvtepi32_ps(a); }
INLINE i4 f4_i4(f4 a) { return _mm256_cvttps_epi32(a); }

/* Look-ups. A small table has eight cells, that registers hold: nothing is read from memory. */
INLINE f4 look_up_f4(const float *values, i4 place) { return _mm256_i32gather_ps(values, place, 4); }
INLINE i4 look_up_i4(const int32_t *values, i4 place) { return _mm256_i32gather_epi32(values, place, 4); }
INLINE m look_up_m(const int32_t *values, i4 place) { return look_up_i4(values, place); }
INLINE i4 look_up_small_i4(const int32_t *values, i4 place) {
    return _mm256_permutevar8x32_epi32(load_i4((const char *)values), place);
}
INLINE m look_up_small_m(const int32_t *values, i4 place) { return look_up_small_i4(values, place); }
INLINE f4 look_up_small_f4(const float *values, i4 place) {
    return _mm256_permutevar8x32_ps(load_f4((const char *)values), place);
}
