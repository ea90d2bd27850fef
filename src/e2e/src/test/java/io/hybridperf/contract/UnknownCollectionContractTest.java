package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.MILVUS_LITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.contract.Films.Film;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.GetLoadStateReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.index.request.ListIndexesReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.DeleteReq;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A collection that is not there is error 100, whatever is asked of it. */
class UnknownCollectionContractTest extends MilvusContract {
  private static final String NAME = "nowhere";

  private Films none;

  @BeforeAll
  void nameNone() {
    none = new Films(client, NAME, 4);
  }

  private static void assertNotFound(ThrowingCallable call) {
    assertThat(outcome(call)).startsWith("refused with 100: ").contains(NAME);
  }

  @Test
  void itIsNotThere() {
    assertThat(client.hasCollection(HasCollectionReq.builder().collectionName(NAME).build()))
        .isFalse();
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "other words", seen = "'nowhere' does not exist")
  void itIsSaidInMilvusesWords() {
    assertThat(outcome(() -> none.nearest(new float[4], 1))).contains("collection not found");
  }

  @Test
  void itCannotBeSearched() {
    assertNotFound(() -> none.nearest(new float[4], 1));
  }

  @Test
  void itCannotBeQueried() {
    assertNotFound(() -> none.matching("id > 0"));
  }

  @Test
  void nothingCanBeInserted() {
    assertNotFound(() -> none.insert(List.of(Film.of(1, 0, 0, 0, 0))));
  }

  @Test
  void nothingCanBeUpserted() {
    assertNotFound(() -> none.upsert(List.of(Film.of(1, 0, 0, 0, 0))));
  }

  @Test
  void nothingCanBeDeleted() {
    assertNotFound(
        () -> client.delete(DeleteReq.builder().collectionName(NAME).filter("id in [1]").build()));
  }

  @Test
  void itCannotBeLoaded() {
    assertNotFound(() -> load(none));
  }

  @Test
  void itCannotBeReleased() {
    assertNotFound(() -> release(none));
  }

  @Test
  void itCannotBeDescribed() {
    assertNotFound(() ->
        client.describeCollection(DescribeCollectionReq.builder().collectionName(NAME).build()));
  }

  @Test
  void itHasNoLoadState() {
    assertThat(
            outcome(
                () -> client.getLoadState(GetLoadStateReq.builder().collectionName(NAME).build())))
        .startsWith("refused")
        .contains(NAME);
  }

  @Test
  void itHasNoIndexes() {
    assertNotFound(() -> client.listIndexes(ListIndexesReq.builder().collectionName(NAME).build()));
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "to flush it is no error", seen = "accepted")
  void itCannotBeFlushed() {
    assertNotFound(() -> client.flush(FlushReq.builder().collectionNames(List.of(NAME)).build()));
  }

  @Test
  void toDropItIsNoError() {
    assertThat(outcome(none::drop)).isEqualTo("accepted");
  }
}
