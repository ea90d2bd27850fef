package io.hybridperf.jmh.cuvs;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;

/**
 * The structs of cuVS 26.10's C headers ({@code cuvs/neighbors/*.h}) and of DLPack. Only fields
 * that are set here are ever written; all others keep what the library's {@code *ParamsCreate} put
 * there. A test holds every layout against those defaults.
 */
final class Structs {
  static final Struct TENSOR =
      new Struct(
          pointer("data"),
          int32("device_type"),
          int32("device_id"),
          int32("ndim"),
          ValueLayout.JAVA_BYTE.withName("code"),
          ValueLayout.JAVA_BYTE.withName("bits"),
          ValueLayout.JAVA_SHORT.withName("lanes"),
          pointer("shape"),
          pointer("strides"),
          int64("byte_offset"),
          pointer("manager_ctx"),
          pointer("deleter"));

  static final Struct FILTER = new Struct(int64("addr"), int32("type"));

  static final Struct IVF_FLAT_BUILD =
      new Struct(
          int32("metric"),
          float32("metric_arg"),
          bool("add_data_on_build"),
          int32("n_lists"),
          int32("kmeans_n_iters"),
          float64("kmeans_trainset_fraction"),
          bool("adaptive_centers"),
          bool("conservative_memory_allocation"));

  static final Struct IVF_FLAT_SEARCH = new Struct(int32("n_probes"));

  static final Struct IVF_PQ_BUILD =
      new Struct(
          int32("metric"),
          float32("metric_arg"),
          bool("add_data_on_build"),
          int32("n_lists"),
          int32("kmeans_n_iters"),
          float64("kmeans_trainset_fraction"),
          int32("pq_bits"),
          int32("pq_dim"),
          int32("codebook_kind"),
          bool("force_random_rotation"),
          bool("conservative_memory_allocation"),
          int32("max_train_points_per_pq_code"),
          int32("codes_layout"));

  static final Struct IVF_PQ_SEARCH =
      new Struct(
          int32("n_probes"),
          int32("lut_dtype"),
          int32("internal_distance_dtype"),
          int32("coarse_search_dtype"),
          int32("max_internal_batch_size"),
          float64("preferred_shmem_carveout"));

  static final Struct CAGRA_BUILD =
      new Struct(
          int32("metric"),
          int64("intermediate_graph_degree"),
          int64("graph_degree"),
          int32("build_algo"),
          int64("nn_descent_niter"),
          pointer("graph_build_params"));

  static final Struct CAGRA_SEARCH =
      new Struct(
          int64("max_queries"),
          int64("itopk_size"),
          int64("max_iterations"),
          int32("algo"),
          int64("team_size"),
          int64("search_width"),
          int64("min_iterations"),
          int64("thread_block_size"),
          int32("hashmap_mode"),
          int64("hashmap_min_bitlen"),
          float32("hashmap_max_fill_rate"),
          int32("num_random_samplings"),
          int64("rand_xor_mask"),
          bool("persistent"),
          float32("persistent_lifetime"),
          float32("persistent_device_usage"));

  private Structs() {}

  private static MemoryLayout int32(String name) {
    return ValueLayout.JAVA_INT.withName(name);
  }

  private static MemoryLayout int64(String name) {
    return ValueLayout.JAVA_LONG.withName(name);
  }

  private static MemoryLayout float32(String name) {
    return ValueLayout.JAVA_FLOAT.withName(name);
  }

  private static MemoryLayout float64(String name) {
    return ValueLayout.JAVA_DOUBLE.withName(name);
  }

  private static MemoryLayout bool(String name) {
    return ValueLayout.JAVA_BOOLEAN.withName(name);
  }

  private static MemoryLayout pointer(String name) {
    return ValueLayout.ADDRESS.withName(name);
  }
}
