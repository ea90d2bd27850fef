package io.hybridperf.gatling.grpc.channel;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Several targets as the endpoints of one channel, each with all addresses of its host. */
final class TargetListResolver extends NameResolver {
  private static final String SCHEME = "targets";

  static {
    NameResolverRegistry.getDefaultRegistry().register(new Provider());
  }

  private final List<Target> targets;
  private final Executor lookups;
  private final boolean sameAuthority;
  private boolean known;
  private @Nullable Listener2 listener;

  private TargetListResolver(List<Target> targets, Args args) {
    this.targets = targets;
    sameAuthority = args.getOverrideAuthority() != null;
    lookups = Objects.requireNonNull(args.getOffloadExecutor());
  }

  /** {@return what names them all to gRPC} */
  static String uri(List<Target> targets) {
    try {
      return new URI(
              SCHEME,
              null,
              "/" + String.join(",", targets.stream().map(Target::toString).toList()),
              null)
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("targets are " + targets + ": " + e.getReason(), e);
    }
  }

  @Override
  public String getServiceAuthority() {
    return targets.getFirst().hostPort();
  }

  @Override
  public void start(Listener2 told) {
    listener = told;
    refresh();
  }

  @Override
  public void refresh() {
    Listener2 told = listener;
    // Asked for twice a second by a channel that keeps trying.
    if (told != null && !(known && targets.stream().allMatch(Target::literal))) {
      known = true;
      lookups.execute(() -> told.onResult(found()));
    }
  }

  private ResolutionResult found() {
    List<EquivalentAddressGroup> endpoints = new ArrayList<>();
    for (Target target : targets) {
      try {
        List<SocketAddress> addresses =
            Arrays.stream(InetAddress.getAllByName(target.host()))
                .<SocketAddress>map(each -> new InetSocketAddress(each, target.port()))
                .toList();
        endpoints.add(new EquivalentAddressGroup(addresses, attributes(target)));
      } catch (UnknownHostException e) {
        return ResolutionResult.newBuilder()
            .setAddressesOrError(
                StatusOr.fromStatus(
                    Status.UNAVAILABLE.withDescription("unknown host " + target.host())))
            .build();
      }
    }
    return ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(endpoints)).build();
  }

  /** Each server's certificate carries its own name, unless settings name one. */
  private Attributes attributes(Target target) {
    return sameAuthority
        ? Attributes.EMPTY
        : Attributes.newBuilder()
            .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, target.hostPort())
            .build();
  }

  @Override
  public void shutdown() {
    listener = null;
  }

  private static final class Provider extends NameResolverProvider {
    @Override
    protected boolean isAvailable() {
      return true;
    }

    @Override
    protected int priority() {
      return 5;
    }

    @Override
    public String getDefaultScheme() {
      return SCHEME;
    }

    @Override
    public @Nullable NameResolver newNameResolver(URI uri, Args args) {
      return SCHEME.equals(uri.getScheme())
          ? new TargetListResolver(
              Arrays.stream(uri.getPath().substring(1).split(",")).map(Target::parse).toList(),
              args)
          : null;
    }
  }
}
