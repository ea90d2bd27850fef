package io.hybridperf.embedded.vector.rpc;

import io.milvus.grpc.ErrorCode;
import io.milvus.grpc.Status;

/** Answers' status, in the form of Milvus 2.3 and in the one before it. */
final class Statuses {
  static final Status OK = Status.getDefaultInstance();

  private Statuses() {}

  @SuppressWarnings("deprecation") // Clients older than Milvus 2.3 only look at the old code.
  static Status of(MilvusError error) {
    return Status.newBuilder()
        .setCode(error.code())
        .setErrorCodeValue(legacyCode(error.code()).getNumber())
        .setReason(error.getMessage())
        .setDetail(error.getMessage())
        .build();
  }

  @SuppressWarnings("deprecation")
  private static ErrorCode legacyCode(int code) {
    return switch (code) {
      case MilvusError.COLLECTION_NOT_FOUND -> ErrorCode.CollectionNotExists;
      case MilvusError.INDEX_NOT_FOUND -> ErrorCode.IndexNotExist;
      case MilvusError.INVALID_PARAMETER -> ErrorCode.IllegalArgument;
      default -> ErrorCode.UnexpectedError;
    };
  }
}
