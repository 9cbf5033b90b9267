import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * GET requests at a constant rate, whatever becomes of them (open loop), over HTTP/1.1 connections that are kept. The targets take
 * turns. Each request counts from the moment it was due: time spent waiting for a connection is time a client waited.
 *
 * <p>Usage: Load RATE SECONDS CONNECTIONS START-MILLISECONDS FILE HOST:PORT... Request n asks for /n and becomes a line of the file:
 * when it was due (microseconds since 1970), microseconds until its end, by how many microseconds the load itself was late to take it
 * up, index of its target, status or what went wrong.
 */
final class Load {
    private static final long DEADLINE = TimeUnit.SECONDS.toNanos(30);
    /** Shorter than any proxy keeps a connection, so that none is used in the moment it is closed. */
    private static final long IDLE = TimeUnit.SECONDS.toNanos(4);
    /** Opened ahead, over all targets: so many clients that a proxy has work for all its threads. */
    private static final int KEPT = 64;

    private final Selector selector = Selector.open();
    private final ArrayDeque<Request> unfinished = new ArrayDeque<>();
    private final List<Target> targets = new ArrayList<>();
    private final PrintWriter lines;
    private final long period;
    private final int total;
    private int open;
    private int mostOpen;
    private int queued;

    public static void main(String[] args) throws IOException {
        long start = Long.parseLong(args[3]);
        try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(Path.of(args[4])))) {
            int rate = Integer.parseInt(args[0]);
            Load load = new Load(rate, rate * Integer.parseInt(args[1]), lines);
            List<String> addresses = Arrays.asList(args).subList(5, args.length);
            for (String address : addresses) {
                load.add(address, Integer.parseInt(args[2]) / addresses.size());
            }
            load.run(start);
        }
    }

    private Load(int rate, int total, PrintWriter lines) throws IOException {
        this.period = TimeUnit.SECONDS.toNanos(1) / rate;
        this.total = total;
        this.lines = lines;
    }

    private void add(String address, int most) {
        int colon = address.lastIndexOf(':');
        int port = Integer.parseInt(address.substring(colon + 1));
        targets.add(new Target(targets.size(), new InetSocketAddress(address.substring(0, colon), port), most));
    }

    private void run(long startMillis) throws IOException {
        long wall = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();
        long start = TimeUnit.MILLISECONDS.toNanos(startMillis) - wall;
        for (Target target : targets) {
            for (int i = 0; i < Math.min(KEPT / targets.size(), target.most); i++) {
                target.connect(null);
            }
        }
        int next = 0;
        while (next < total || !unfinished.isEmpty()) {
            long now = System.nanoTime();
            for (; next < total && start + next * period <= now; next++) {
                take(new Request(next, start + next * period, now, wall));
            }
            expire(now);
            turn(next < total ? start + next * period : now + TimeUnit.MILLISECONDS.toNanos(50));
        }
        System.out.printf("taken=%d most-open=%d waited-for-a-connection=%d%n", total, mostOpen, queued);
    }

    private void take(Request request) {
        unfinished.add(request);
        targets.get(request.number % targets.size()).take(request);
    }

    /** All have the same time, so the first that is not finished is the first to run out of it. */
    private void expire(long now) {
        while (!unfinished.isEmpty() && (unfinished.peek().finished || now - unfinished.peek().due >= DEADLINE)) {
            unfinished.poll().expire();
        }
        targets.forEach(target -> target.closeIdle(now));
    }

    private void turn(long until) throws IOException {
        // A selector waits for whole milliseconds, so a request may be a millisecond late; spinning would take a core from the proxies.
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
        for (SelectionKey key : selector.selectedKeys()) {
            ((Connection) key.attachment()).ready();
        }
        selector.selectedKeys().clear();
    }

    private final class Request {
        final int number;
        final long due;
        final long taken;
        final long wall;
        Target target;
        Connection connection;
        boolean finished;

        Request(int number, long due, long taken, long wall) {
            this.number = number;
            this.due = due;
            this.taken = taken;
            this.wall = wall;
        }

        byte[] bytes() {
            return ("GET /" + number + " HTTP/1.1\r\nHost: shop.test\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        }

        void finish(String outcome) {
            if (!finished) {
                finished = true;
                long took = (System.nanoTime() - due) / 1000;
                lines.println((wall + due) / 1000 + " " + took + " " + (taken - due) / 1000 + " " + target.index + " " + outcome);
            }
        }

        void expire() {
            if (!finished) {
                finish("timeout");
                if (connection == null) {
                    target.waiting.remove(this);
                } else {
                    connection.close();
                }
            }
        }
    }

    private final class Target {
        final int index;
        final InetSocketAddress address;
        final int most;
        final ArrayDeque<Connection> idle = new ArrayDeque<>();
        final ArrayDeque<Request> waiting = new ArrayDeque<>();
        int connections;

        Target(int index, InetSocketAddress address, int most) {
            this.index = index;
            this.address = address;
            this.most = most;
        }

        /** The connection that has been idle for longest: so all are used, as those of many clients are. */
        void take(Request request) {
            request.target = this;
            if (!idle.isEmpty()) {
                idle.poll().send(request);
            } else if (connections < most) {
                connect(request);
            } else {
                queued++;
                waiting.add(request);
            }
        }

        void connect(Request request) {
            connections++;
            mostOpen = Math.max(mostOpen, ++open);
            new Connection(this, request).open();
        }

        void free(Connection connection) {
            if (waiting.isEmpty()) {
                connection.idleSince = System.nanoTime();
                idle.add(connection);
            } else {
                connection.send(waiting.poll());
            }
        }

        void gone(Connection connection) {
            connections--;
            open--;
            idle.remove(connection);
            if (!waiting.isEmpty()) {
                connect(waiting.poll());
            }
        }

        void closeIdle(long now) {
            while (!idle.isEmpty() && now - idle.peek().idleSince > IDLE) {
                idle.peek().close();
            }
        }
    }

    private final class Connection {
        private final Target target;
        private final ByteBuffer input = ByteBuffer.allocate(8192);
        private SocketChannel channel;
        private SelectionKey key;
        private Request request;
        private boolean closed;
        long idleSince;

        Connection(Target target, Request request) {
            this.target = target;
            this.request = request;
            if (request != null) {
                request.connection = this;
            }
        }

        void open() {
            try {
                channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                key = channel.register(selector, SelectionKey.OP_CONNECT, this);
                if (channel.connect(target.address)) {
                    connected();
                }
            } catch (IOException problem) {
                fail("refused");
            }
        }

        void ready() {
            if (closed) {
                return;
            }
            if (!channel.isConnected()) {
                finishConnect();
            } else {
                read();
            }
        }

        void send(Request next) {
            request = next;
            request.connection = this;
            input.clear();
            try {
                ByteBuffer bytes = ByteBuffer.wrap(request.bytes());
                channel.write(bytes);
                if (bytes.hasRemaining()) {
                    throw new IllegalStateException("an idle connection did not take a whole request");
                }
            } catch (IOException problem) {
                fail("reset");
            }
        }

        void close() {
            closed = true;
            try {
                channel.close();
            } catch (IOException problem) {
                System.err.println("close: " + problem);
            }
            target.gone(this);
        }

        private void finishConnect() {
            try {
                channel.finishConnect();
                connected();
            } catch (IOException problem) {
                fail("refused");
            }
        }

        private void connected() {
            key.interestOps(SelectionKey.OP_READ);
            if (request == null) {
                target.free(this);
            } else {
                send(request);
            }
        }

        private void read() {
            try {
                int count = channel.read(input);
                Answer answer = Answer.of(input, count < 0);
                if (answer != null && request != null) {
                    finish(answer);
                } else if (count < 0) {
                    fail("closed");
                } else if (!input.hasRemaining()) {
                    fail("too-long");
                }
            } catch (IOException problem) {
                fail("reset");
            }
        }

        private void finish(Answer answer) {
            request.finish(answer.status);
            request = null;
            if (answer.kept) {
                target.free(this);
            } else {
                close();
            }
        }

        private void fail(String how) {
            if (request != null) {
                request.finish(how);
            }
            close();
        }
    }

    /** A whole answer: its status, and whether the connection may be used again. */
    private static final class Answer {
        final String status;
        final boolean kept;

        private Answer(String status, boolean kept) {
            this.status = status;
            this.kept = kept;
        }

        /** Null until it is whole. */
        static Answer of(ByteBuffer input, boolean ended) {
            String text = new String(input.array(), 0, input.position(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return null;
            }
            String head = text.substring(0, end + 2).toLowerCase(Locale.ROOT);
            String body = text.substring(end + 4);
            String length = field(head, "content-length");
            boolean chunked = field(head, "transfer-encoding").equals("chunked");
            boolean framed = chunked || !length.isEmpty();
            boolean whole = framed && (chunked ? body.endsWith("0\r\n\r\n") : body.length() >= Integer.parseInt(length));
            boolean kept = framed && !ended && !field(head, "connection").equals("close");
            return whole || (ended && !framed) ? new Answer(head.split(" ", 3)[1], kept) : null;
        }

        private static String field(String head, String name) {
            int at = head.indexOf("\r\n" + name + ":");
            return at < 0 ? "" : head.substring(at + name.length() + 3, head.indexOf("\r\n", at + 2)).strip();
        }
    }
}
