package io.quorate.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import io.quorate.testing.DnsAnswer.Manner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A DNS server over UDP and TCP whose answers are set while it runs. A name of which it knows nothing does not exist; one of which
 * it knows records of other types is empty. As a process of its own it is told by lines on its standard input.
 */
public final class DnsServer implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    /** Less than what clients say that they take. */
    private static final int LARGEST_DATAGRAM = 3_500;

    private static final String ANY = "*";

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, Map<String, DnsAnswer>> zone = new ConcurrentHashMap<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Channel datagrams;
    private final Channel streams;
    private volatile List<DnsAnswer> toAll = List.of();

    private DnsServer(String host, int port) throws IOException {
        try {
            streams = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder(), new OverStream());
                        }
                    })
                    .bind(host, port)
                    .sync()
                    .channel();
            int bound = ((InetSocketAddress) streams.localAddress()).getPort();
            datagrams = new Bootstrap()
                    .group(group)
                    .channel(NioDatagramChannel.class)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(
                                            new DatagramDnsQueryDecoder(),
                                            new DatagramDnsResponseEncoder(),
                                            new OverDatagrams());
                        }
                    })
                    .bind(host, bound)
                    .sync()
                    .channel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (Exception e) {
            // Netty throws what is not declared.
            var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    /** Starts one on a free port of the loopback address. */
    public static DnsServer start() throws IOException {
        for (int i = 0; ; i++) {
            try {
                return start(LOOPBACK, 0);
            } catch (BindException e) {
                // The port that was free for TCP was not for UDP.
                if (i == 20) {
                    throw e;
                }
            }
        }
    }

    public static DnsServer start(String host, int port) throws IOException {
        return new DnsServer(host, port);
    }

    /**
     * Takes {@code put NAME TYPE TTL DATA[,DATA…]} ({@code TYPE} {@code A}, {@code AAAA}, {@code SRV} or {@code CNAME}),
     * {@code remove NAME}, {@code fail CODE}, {@code silent} and {@code back}; answers {@code ok} to each.
     */
    public static void main(String[] arguments) throws IOException {
        try (DnsServer server = start(arguments[0], Integer.parseInt(arguments[1]));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ok");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                server.obey(line.split(" ", 5));
                System.out.println("ok");
            }
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) datagrams.localAddress();
    }

    /** What it says of a name to questions of that type. */
    public void put(String name, DnsRecordType type, DnsAnswer answer) {
        put(name, type.name(), answer);
    }

    /** What it says of a name to questions of every type. */
    public void put(String name, DnsAnswer answer) {
        put(name, ANY, answer);
    }

    public void remove(String name) {
        zone.remove(key(name));
    }

    /** Says this to everything, until it is {@link #back}. */
    public void toAll(DnsAnswer answer) {
        toAll = List.of(answer);
    }

    /** Answers again what was put. */
    public void back() {
        toAll = List.of();
    }

    /** Takes no connections any more. */
    public void stopTcp() {
        streams.close().syncUninterruptibly();
    }

    /** The questions until now, {@code udp A name}, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    public long count(String question) {
        return asked.stream().filter(question::equals).count();
    }

    public void forgetQuestions() {
        asked.clear();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void obey(String[] words) {
        switch (words[0]) {
            case "put" -> {
                DnsRecordType type = DnsRecordType.valueOf(words[2]);
                long ttl = Long.parseLong(words[3]);
                List<DnsLine> lines = Arrays.stream(words[4].split(","))
                        .map(data -> new DnsLine("", type, ttl, data))
                        .toList();
                put(words[1], type, DnsAnswer.of(lines));
            }
            case "remove" -> remove(words[1]);
            case "fail" -> toAll(DnsAnswer.failing(DnsResponseCode.valueOf(Integer.parseInt(words[1]))));
            case "silent" -> toAll(DnsAnswer.silent());
            case "back" -> back();
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private void put(String name, String type, DnsAnswer answer) {
        zone.computeIfAbsent(key(name), none -> new ConcurrentHashMap<>()).put(type, answer);
    }

    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower : lower + ".";
    }

    private DnsAnswer answer(DnsQuestion question, String protocol) {
        String type = question.type().name();
        asked.add(protocol + " " + type + " " + question.name().toLowerCase(Locale.ROOT));
        if (!toAll.isEmpty()) {
            return toAll.get(0);
        }
        Map<String, DnsAnswer> known = zone.get(key(question.name()));
        if (known == null) {
            return DnsAnswer.failing(DnsResponseCode.NXDOMAIN);
        }
        DnsAnswer always = known.getOrDefault(ANY, DnsAnswer.empty());
        return known.getOrDefault(type, known.getOrDefault("CNAME", always));
    }

    private static <R extends DnsResponse> R fill(R response, DnsQuestion question, DnsAnswer answer, boolean cut) {
        response.setCode(answer.code())
                .setRecursionDesired(true)
                .setRecursionAvailable(true)
                .setTruncated(cut);
        response.addRecord(
                DnsSection.QUESTION,
                answer.manner() == Manner.WRONG_QUESTION
                        ? new DefaultDnsQuestion("else.test.", question.type())
                        : new DefaultDnsQuestion(question.name(), question.type()));
        answer.answers().stream()
                .limit(cut ? 1 : Integer.MAX_VALUE)
                .forEach(line -> response.addRecord(DnsSection.ANSWER, line.record(question.name())));
        if (!cut) {
            answer.authority().forEach(line -> response.addRecord(DnsSection.AUTHORITY, line.record(question.name())));
            answer.additional()
                    .forEach(line -> response.addRecord(DnsSection.ADDITIONAL, line.record(question.name())));
        }
        return response;
    }

    private static int id(DnsQuery query, DnsAnswer answer) {
        return answer.manner() == Manner.WRONG_ID ? query.id() ^ 1 : query.id();
    }

    private static boolean fits(DnsAnswer answer, String name) {
        return answer.answers().stream().mapToInt(line -> line.size(name)).sum() <= LARGEST_DATAGRAM;
    }

    private final class OverDatagrams extends SimpleChannelInboundHandler<DatagramDnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            DnsAnswer answer = answer(question, "udp");
            if (answer.manner() == Manner.SILENT) {
                return;
            }
            if (answer.delay().isZero()) {
                var unused = context.writeAndFlush(message(query, question, answer));
            } else {
                Runnable reply = () -> {
                    var unused = context.writeAndFlush(message(query, question, answer));
                };
                var unused = context.executor().schedule(reply, answer.delay().toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        /** Of the query only what is not given back with it. */
        private static Object message(DatagramDnsQuery query, DnsQuestion question, DnsAnswer answer) {
            if (answer.manner() == Manner.GARBAGE) {
                int id = query.id();
                byte[] bytes = {(byte) (id >> 8), (byte) id, (byte) 0x80, 0, 0, 1, 0, 9, 0, 0, 0, 0, 63};
                return new DatagramPacket(Unpooled.wrappedBuffer(bytes), query.sender());
            }
            boolean cut = answer.manner() == Manner.CUT || !fits(answer, question.name());
            return fill(
                    new DatagramDnsResponse(
                            /* sender= */ query.recipient(), /* recipient= */ query.sender(), id(query, answer)),
                    question,
                    answer,
                    cut);
        }
    }

    private final class OverStream extends SimpleChannelInboundHandler<DnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DnsQuery query) {
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            DnsAnswer answer = answer(question, "tcp");
            if (answer.manner() != Manner.SILENT) {
                var unused =
                        context.writeAndFlush(fill(new DefaultDnsResponse(id(query, answer)), question, answer, false));
            }
        }
    }
}
