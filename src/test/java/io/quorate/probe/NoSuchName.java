package io.quorate.probe;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.dns.AddressResolverOptions;

/** A DNS server that knows no name (RFC 1035 section 4.1: answers each question with NXDOMAIN). */
final class NoSuchName implements AutoCloseable {
    private final Vertx own = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final DatagramSocket socket = own.createDatagramSocket();

    NoSuchName() {
        socket.handler(this::answer);
        Backend.await(socket.listen(0, "127.0.0.1"));
    }

    /** A Vert.x that asks this server. */
    Vertx vertx() {
        AddressResolverOptions options = new AddressResolverOptions()
                .addServer("127.0.0.1:" + socket.localAddress().port())
                .setNdots(0);
        return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setAddressResolverOptions(options));
    }

    @Override
    public void close() {
        Backend.await(own.close());
    }

    private void answer(DatagramPacket question) {
        Buffer answer = question.data().copy();
        answer.setByte(2, (byte) 0x81).setByte(3, (byte) 0x83);
        answer.setShort(10, (short) 0);
        int end = 12;
        while (answer.getByte(end) != 0) {
            end += answer.getByte(end) + 1;
        }
        socket.send(
                answer.slice(0, end + 5),
                question.sender().port(),
                question.sender().host());
    }
}
