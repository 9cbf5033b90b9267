package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.upstream.Discovery;
import io.quorate.core.model.upstream.Endpoint;
import io.quorate.discovery.Finder;
import io.quorate.discovery.Finding;
import io.quorate.testing.DnsServer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A finder on an event loop of its own, and what it told. */
final class Lookout implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(20);
    static final Duration OFTEN = Duration.ofMillis(50);

    final BlockingQueue<Finding> told = new LinkedBlockingQueue<>();
    final AtomicBoolean onItsLoop = new AtomicBoolean(true);
    private final Context context;
    private final Finder finder;

    private Lookout(DnsFinders finders, Vertx vertx, Discovery wanted) {
        context = vertx.getOrCreateContext();
        finder = on(() -> finders.find(wanted, finding -> {
            onItsLoop.compareAndSet(true, Vertx.currentContext() == context);
            told.add(finding);
        }));
    }

    static Lookout on(Vertx vertx, DnsFinders finders, Discovery wanted) {
        return new Lookout(finders, vertx, wanted);
    }

    /** For A and AAAA records at port 80. */
    static Discovery dns(String name, DnsServer server) {
        return new Discovery.Dns(name, 80, lookup(OFTEN, server));
    }

    static Discovery srv(String name, DnsServer server) {
        return new Discovery.Srv(name, lookup(OFTEN, server));
    }

    static Discovery.Lookup lookup(Duration every, DnsServer server) {
        InetSocketAddress address = server.address();
        return new Discovery.Lookup(
                every, Optional.of(new EndpointAddress(address.getHostString(), address.getPort())));
    }

    /** What is told next. */
    Finding next() throws InterruptedException {
        Finding next = told.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("told within %s", SOON).isNotNull();
        return next;
    }

    /** Waits for one like that, passing over others. */
    Finding until(Predicate<Finding> wanted) throws InterruptedException {
        long begin = System.nanoTime();
        Finding next = next();
        while (!wanted.test(next)) {
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("told within")
                    .isLessThan(SOON);
            next = next();
        }
        return next;
    }

    /** The addresses that are told next; fails if that is a failure. */
    List<String> addresses() throws InterruptedException {
        return addresses(next());
    }

    /** The reason that is told next; fails if something was found. */
    String reason() throws InterruptedException {
        return reason(next());
    }

    /** The reason of the next failure, passing over what was found before. */
    String failure() throws InterruptedException {
        return reason(until(Lookout::failed));
    }

    /** The same of one whose reason holds another text than that. */
    String failureOtherThan(String before) throws InterruptedException {
        return reason(until(finding -> failed(finding) && !reason(finding).contains(before)));
    }

    static List<String> addresses(Finding finding) {
        assertThat(finding).isInstanceOf(Finding.Found.class);
        return ((Finding.Found) finding)
                .endpoints().stream()
                        .map(Endpoint::address)
                        .map(EndpointAddress::toString)
                        .toList();
    }

    static String reason(Finding finding) {
        assertThat(finding).isInstanceOf(Finding.Failed.class);
        return ((Finding.Failed) finding).reason();
    }

    static boolean failed(Finding finding) {
        return finding instanceof Finding.Failed;
    }

    @Override
    public void close() {
        on(() -> {
            finder.close();
            return true;
        });
    }

    private <T> T on(Callable<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        context.runOnContext(go -> {
            try {
                done.complete(action.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }
}
