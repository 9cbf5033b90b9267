package io.quorate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {
    private static final String NAME = "shop.example";

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void findsTheNameThatIsAskedFor(String version) throws Exception {
        assertThat(ClientHello.requestedName(hello(version, List.of(NAME)))).isEqualTo(NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void findsNoneWhereNoneIs(String version) throws Exception {
        assertThat(ClientHello.requestedName(hello(version, List.of()))).isEmpty();
    }

    @Test
    void leavesTheBytesAsTheyAre() throws Exception {
        ByteBuf hello = Unpooled.wrappedBuffer(Unpooled.copyInt(7), hello("TLSv1.3", List.of(NAME)))
                .skipBytes(Integer.BYTES);
        int before = hello.readableBytes();

        assertThat(ClientHello.requestedName(hello)).isEqualTo(NAME);
        assertThat(hello.readableBytes()).isEqualTo(before);
    }

    @Test
    void findsNoneInAnythingElse() {
        assertThat(ClientHello.requestedName(Unpooled.EMPTY_BUFFER)).isEmpty();
        assertThat(ClientHello.requestedName(Unpooled.wrappedBuffer(new byte[500])))
                .isEmpty();
        assertThat(ClientHello.requestedName(
                        Unpooled.wrappedBuffer(new byte[] {22, 3, 3, 0, 4, 14, 0, 0, 0}))) // the server's "done"
                .isEmpty();
    }

    @Test
    void aPartOfItEitherHasTheNameOrHasNone() throws Exception {
        ByteBuf whole = hello("TLSv1.3", List.of(NAME));
        for (int length = 0; length < whole.readableBytes(); length++) {
            assertThat(ClientHello.requestedName(whole.slice(0, length)))
                    .as("of %d bytes", length)
                    .isIn("", NAME);
        }
    }

    @Test
    void nothingThatIsSentDoesHarm() throws Exception {
        Random random = new Random(7);
        byte[] whole = bytes(hello("TLSv1.3", List.of(NAME)));
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = whole.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            assertThat(ClientHello.requestedName(Unpooled.wrappedBuffer(broken)))
                    .as("round %d", i)
                    .hasSizeLessThan(broken.length);
        }
    }

    private static ByteBuf hello(String version, List<String> names) throws GeneralSecurityException, SSLException {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        List<SNIServerName> asked =
                names.stream().<SNIServerName>map(SNIHostName::new).toList();
        parameters.setServerNames(asked);
        engine.setSSLParameters(parameters);
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        return Unpooled.wrappedBuffer(record.flip());
    }

    private static byte[] bytes(ByteBuf of) {
        byte[] bytes = new byte[of.readableBytes()];
        of.getBytes(of.readerIndex(), bytes);
        return bytes;
    }
}
