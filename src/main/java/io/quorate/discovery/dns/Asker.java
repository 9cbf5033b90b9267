package io.quorate.discovery.dns;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Promise;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts questions to DNS servers, through Netty's resolver: query ids, a port of its own for each question, EDNS, time-outs, and
 * TCP for what does not fit into a datagram. What it makes of the answers by itself is not used. It takes a cut answer for
 * a whole one if there is no TCP, passes over a server that failed while searching, follows referrals to whoever an answer names, and
 * keeps neither the TTL of an alias nor additional records. Belongs to one event loop.
 */
final class Asker {
    private static final Map<DnsResponseCode, String> WORDS = Map.of(
            DnsResponseCode.SERVFAIL, "server failure (SERVFAIL)",
            DnsResponseCode.REFUSED, "refused (REFUSED)",
            DnsResponseCode.FORMERR, "not understood (FORMERR)",
            DnsResponseCode.NOTIMP, "not supported (NOTIMP)");

    private final ContextInternal context;
    private final DnsNameResolver resolver;
    private final Duration patience;
    private final Set<Promise<?>> open = new HashSet<>();
    private boolean closed;

    /** On the event loop of that context, over that transport; a server that says nothing is given up after the patience. */
    Asker(ContextInternal context, Transport transport, Duration patience) {
        this.context = context;
        this.patience = patience;
        this.resolver = new DnsNameResolverBuilder(context.nettyEventLoop())
                .datagramChannelFactory(transport::datagramChannel)
                .socketChannelFactory(
                        () -> (SocketChannel) transport.channelFactory(false).newChannel())
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .queryTimeoutMillis(patience.toMillis())
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .build();
    }

    /** Asks one server after the other until one says whether there are such records. Aliases are followed. */
    Future<Answer> ask(String name, DnsRecordType type, Machine machine) {
        return follow(name, type, machine, 0, Long.MAX_VALUE);
    }

    /** Gives up whatever is asked: it is never answered. */
    void close() {
        closed = true;
        // Not at once: Netty cannot take it of a question whose socket is not registered yet.
        context.nettyEventLoop().execute(() -> List.copyOf(open).forEach(question -> question.cancel(false)));
        resolver.close();
    }

    private Future<Answer> follow(String name, DnsRecordType type, Machine machine, int hops, long ttl) {
        return ask(name, type, machine.servers().apply(name), new ArrayList<>()).compose(answer -> {
            if (answer instanceof Answer.Elsewhere elsewhere) {
                return hops == Reply.MOST_ALIASES
                        ? Future.succeededFuture(Reply.ENDLESS)
                        : follow(elsewhere.target(), type, machine, hops + 1, Math.min(ttl, elsewhere.ttl()));
            }
            if (answer instanceof Answer.Records records) {
                return Future.succeededFuture(
                        new Answer.Records(records.entries(), records.additional(), Math.min(ttl, records.ttl())));
            }
            return Future.succeededFuture(answer);
        });
    }

    private Future<Answer> ask(
            String name, DnsRecordType type, List<InetSocketAddress> servers, List<Answer.Broken> troubles) {
        if (troubles.size() == servers.size()) {
            return Future.succeededFuture(together(troubles));
        }
        return ask(name, type, servers.get(troubles.size())).compose(answer -> {
            if (answer instanceof Answer.Broken broken) {
                troubles.add(broken);
                return ask(name, type, servers, troubles);
            }
            return Future.succeededFuture(answer);
        });
    }

    private static Answer.Broken together(List<Answer.Broken> troubles) {
        if (troubles.isEmpty()) {
            return new Answer.Broken("no DNS server to ask", true);
        }
        List<String> reasons =
                troubles.stream().map(Answer.Broken::reason).distinct().toList();
        return new Answer.Broken(String.join(", ", reasons), troubles.stream().allMatch(Answer.Broken::silent));
    }

    private Future<Answer> ask(String name, DnsRecordType type, InetSocketAddress server) {
        DnsQuestion question;
        try {
            question = new DefaultDnsQuestion(name, type);
        } catch (IllegalArgumentException e) {
            return Future.succeededFuture(new Answer.Broken("not a DNS name", false));
        }
        io.vertx.core.Promise<Answer> answer = context.promise();
        if (closed) {
            return answer.future();
        }
        Promise<AddressedEnvelope<? extends DnsResponse, InetSocketAddress>> asked =
                context.nettyEventLoop().newPromise();
        open.add(asked);
        asked.addListener(done -> {
            open.remove(asked);
            if (done.isSuccess()) {
                answer.complete(heard(name, type, server, asked.getNow()));
            } else if (!done.isCancelled()) {
                answer.complete(unheard(server, done.cause()));
            }
        });
        var unused = resolver.query(server, question, List.of(), asked);
        return answer.future();
    }

    private static Answer heard(
            String name,
            DnsRecordType type,
            InetSocketAddress server,
            AddressedEnvelope<? extends DnsResponse, InetSocketAddress> envelope) {
        try {
            return Reply.of(envelope.content())
                    .map(reply -> judged(reply, name, type, server))
                    .orElseGet(() -> new Answer.Broken("garbled answer from " + text(server), false));
        } finally {
            envelope.release();
        }
    }

    private static Answer judged(Reply reply, String name, DnsRecordType type, InetSocketAddress server) {
        DnsResponseCode code = reply.code();
        if (!code.equals(DnsResponseCode.NOERROR) && !code.equals(DnsResponseCode.NXDOMAIN)) {
            String said = WORDS.getOrDefault(code, code.toString());
            return new Answer.Broken(said + " from " + text(server), false);
        }
        if (reply.truncated()) {
            // Some are missing, and which of them may differ each time.
            return new Answer.Broken("cut answer from " + text(server) + ", and none over TCP", false);
        }
        return reply.to(name, type);
    }

    private Answer unheard(InetSocketAddress server, Throwable cause) {
        if (cause instanceof DnsNameResolverTimeoutException) {
            return new Answer.Broken("no answer in " + span(patience) + " from " + text(server), true);
        }
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        return new Answer.Broken("cannot ask " + text(server) + ": " + root.getMessage(), true);
    }

    private static String span(Duration span) {
        long millis = span.toMillis();
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }

    private static String text(InetSocketAddress server) {
        return NetUtil.toSocketAddressString(server);
    }
}
