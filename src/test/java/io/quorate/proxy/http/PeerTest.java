package io.quorate.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.quorate.core.model.net.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerTest {
    private static final List<Cidr> TRUSTED = List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8"));

    /** What the peer 10.0.0.1, which is trusted, says (fields apart by |), and who the client is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "192.0.2.1;192.0.2.1",
                "6.6.6.6, 192.0.2.1;192.0.2.1",
                "6.6.6.6, 192.0.2.1, 10.9.9.9;192.0.2.1",
                "6.6.6.6 | 192.0.2.1 | 10.9.9.9,fd00::1;192.0.2.1",
                "10.0.0.3, 10.0.0.2;10.0.0.3",
                "192.0.2.1:4711;192.0.2.1",
                "[2001:db8::1]:4711;2001:db8::1",
                "2001:DB8::1;2001:db8::1",
                "::ffff:192.0.2.1;192.0.2.1",
                "192.0.2.1, unknown;10.0.0.1",
                "192.0.2.1, unknown, 10.0.0.2;10.0.0.2",
                "192.0.2.1,;10.0.0.1",
                "a.example;10.0.0.1",
                "192.0.2.01;10.0.0.1",
                "[::1;10.0.0.1",
                "'';10.0.0.1",
            })
    void theClientIsTheLastAddressThatIsNotTrusted(String said, String client) throws UnknownHostException {
        assertThat(peer("10.0.0.1").clientIp(saying("x-forwarded-for", said.split("\\|"))))
                .isEqualTo(client);
    }

    @Test
    void aStrangerIsTheClientWhateverItSays() throws UnknownHostException {
        assertThat(peer("192.0.2.9").clientIp(saying("x-forwarded-for", "6.6.6.6")))
                .isEqualTo("192.0.2.9");
        assertThat(peer("192.0.2.9").clientScheme(saying("x-forwarded-proto", "https")))
                .isEqualTo("http");
    }

    @Test
    void aTrustedPeerThatSaysNothingIsTheClient() throws UnknownHostException {
        assertThat(peer("10.0.0.1").clientIp(saying("x-other", "6.6.6.6"))).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"https, https", "HTTPS, https", "http, http", "'https, http', http", "ws, http", "'', http"})
    void aTrustedPeerSaysWhichSchemeTheClientUsed(String said, String scheme) throws UnknownHostException {
        assertThat(peer("10.0.0.1").clientScheme(saying("x-forwarded-proto", said)))
                .isEqualTo(scheme);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=192.0.2.1|192.0.2.1|http",
                "For=192.0.2.1;Proto=HTTPS;by=10.0.0.1|192.0.2.1|https",
                "for=6.6.6.6, for=192.0.2.1;proto=https|192.0.2.1|https",
                "proto=https;for=192.0.2.1, for=10.9.9.9|192.0.2.1|http",
                "for=\"[2001:db8::1]:4711\"|2001:db8::1|http",
                "for=\"192.0.2.1:4711\"; proto=\"https\"|192.0.2.1|https",
                "for=_hidden|10.0.0.1|http",
                "for=unknown;proto=ws|10.0.0.1|http",
                "proto=https|10.0.0.1|https",
                "for=\"|10.0.0.1|http",
                "for|10.0.0.1|http",
                ";,=|10.0.0.1|http",
            })
    void aTrustedPeerMaySayItInForwarded(String said, String client, String scheme) throws UnknownHostException {
        assertThat(peer("10.0.0.1").clientIp(saying("forwarded", said))).isEqualTo(client);
        assertThat(peer("10.0.0.1").clientScheme(saying("forwarded", said))).isEqualTo(scheme);
        assertThat(peer("192.0.2.9").clientIp(saying("forwarded", said))).isEqualTo("192.0.2.9");
        assertThat(peer("192.0.2.9").clientScheme(saying("forwarded", said))).isEqualTo("http");
    }

    /** What the peer 10.0.0.1, which is trusted, says (field: value), and what we say then in both fields. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x-other: 1|10.0.0.1|own",
                "x-forwarded-for: 6.6.6.6, 192.0.2.1|6.6.6.6, 192.0.2.1, 10.0.0.1|for=6.6.6.6, for=192.0.2.1, own",
                "x-forwarded-for: 2001:db8::1|2001:db8::1, 10.0.0.1|for=\"[2001:db8::1]\", own",
                "x-forwarded-for: 192.0.2.1:4711|192.0.2.1:4711, 10.0.0.1|for=192.0.2.1, own",
                "x-forwarded-for: 6.6.6.6, x\";for=7.7.7.7, 192.0.2.1|6.6.6.6, x\";for=7.7.7.7, 192.0.2.1, 10.0.0.1"
                        + "|for=192.0.2.1, own",
                "forwarded: for=6.6.6.6, for=192.0.2.1;proto=https|6.6.6.6, 192.0.2.1, 10.0.0.1"
                        + "|for=6.6.6.6, for=192.0.2.1;proto=https, own",
                "forwarded: for=\"[2001:db8::1]:47\"|2001:db8::1, 10.0.0.1|for=\"[2001:db8::1]:47\", own",
                "forwarded: for=6.6.6.6, for=_hidden, for=192.0.2.1|192.0.2.1, 10.0.0.1"
                        + "|for=6.6.6.6, for=_hidden, for=192.0.2.1, own",
            })
    void whatATrustedPeerSaysInOneFieldIsSaidInBoth(String said, String forwardedFor, String forwarded)
            throws UnknownHostException {
        HttpHeaders fields = saying(said.substring(0, said.indexOf(':')), said.substring(said.indexOf(' ') + 1));
        assertThat(peer("10.0.0.1").forwardedFor(fields)).isEqualTo(forwardedFor);
        assertThat(peer("10.0.0.1").forwarded(fields, "own")).isEqualTo(forwarded);
        assertThat(peer("192.0.2.9").forwardedFor(fields)).isEqualTo("192.0.2.9");
        assertThat(peer("192.0.2.9").forwarded(fields, "own")).isEqualTo("own");
    }

    @Test
    void forwardedBesideXForwardedMayBeTheClientsOwn() throws UnknownHostException {
        HttpHeaders fields = saying("x-forwarded-for", "192.0.2.1").add("forwarded", "for=6.6.6.6;proto=https");
        assertThat(peer("10.0.0.1").clientIp(fields)).isEqualTo("192.0.2.1");
        assertThat(peer("10.0.0.1").clientScheme(fields)).isEqualTo("http");
        HttpHeaders scheme = saying("x-forwarded-proto", "https").add("forwarded", "for=6.6.6.6;proto=http");
        assertThat(peer("10.0.0.1").clientIp(scheme)).isEqualTo("10.0.0.1");
        assertThat(peer("10.0.0.1").clientScheme(scheme)).isEqualTo("https");
    }

    private static Peer peer(String address) throws UnknownHostException {
        return Peer.of(InetAddress.getByName(address), 80, "http", TRUSTED);
    }

    private static HttpHeaders saying(String name, String... values) {
        HttpHeaders fields = new DefaultHttpHeaders();
        for (String value : values) {
            fields.add(name, value.trim());
        }
        return fields;
    }
}
