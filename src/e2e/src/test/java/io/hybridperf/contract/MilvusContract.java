package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.EMBEDDED;

import io.hybridperf.contract.Films.Film;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.LoadCollectionReq;
import io.milvus.v2.service.collection.request.ReleaseCollectionReq;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What each part of the suite starts from. Against a real Milvus the tests run side by side, so
 * each has a collection of its own, or one of its class that nothing changes.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("milvus")
@ExtendWith(ContractExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MilvusContract {
  MilvusClientV2 client;
  Engine engine = EMBEDDED;

  @BeforeAll
  void connect(EngineUnderTest underTest) {
    engine = underTest.engine();
    client = underTest.client();
  }

  /** Ten films, ids 0..9; film i points to (1, i), is of genre i mod 3 and of the year 1990 + i. */
  Films tenFilms(String name) {
    Films films = Films.create(client, name, 4);
    films.insert(LongStream.range(0, 10).mapToObj(i -> Film.of(i, 1, (float) i, 0, 0)).toList());
    return films;
  }

  void release(Films films) {
    client.releaseCollection(ReleaseCollectionReq.builder().collectionName(films.name()).build());
  }

  void load(Films films) {
    client.loadCollection(LoadCollectionReq.builder().collectionName(films.name()).build());
  }

  static List<Object> ids(long... ids) {
    return LongStream.of(ids).mapToObj(id -> (Object) id).toList();
  }

  /**
   * What the server answers: {@code refused with 65535: ...}, or {@code accepted}. What the client
   * itself refuses has code 0.
   */
  static String outcome(ThrowingCallable call) {
    try {
      call.call();
      return "accepted";
    } catch (MilvusClientException e) {
      return "refused with " + e.getServerErrCode() + ": " + e.getMessage();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
