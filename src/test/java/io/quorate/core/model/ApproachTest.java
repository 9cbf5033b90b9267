package io.quorate.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.core.model.check.CheckKind;
import io.quorate.core.model.check.CheckSpec;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.transport.Connections;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.Pem;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How a check follows the transport of its upstream. */
class ApproachTest {
    private static final Pem CA = new Pem("ca.pem", "the authority");
    private static final KeyPair IDENTITY = new KeyPair(new Pem("cert.pem", "we"), new Pem("key.pem", "secret"));
    private static final EndpointTls TLS = new EndpointTls(true, true, CA, "shop.internal", IDENTITY);

    private static final CheckSpec HTTP = Samples.check(Samples.http(Samples.expectation()));
    private static final CheckSpec TLS_CHECK = Samples.check(new CheckKind.Tls());
    private static final CheckSpec GRPC = Samples.check(new CheckKind.Grpc("shop"));

    @Test
    void httpIsProbedAsRequestsGo() {
        CheckSpec check = HTTP.over(transport(Protocol.HTTP2, TLS));

        assertThat(check.approach().protocol()).isEqualTo(Protocol.HTTP2);
        assertThat(check.approach().tls()).isEqualTo(TLS);
        assertThat(HTTP.over(transport(Protocol.AUTO, TLS)).approach().protocol())
                .isEqualTo(Protocol.AUTO);
    }

    @Test
    void thereIsNothingToChooseByOnClearText() {
        assertThat(HTTP.over(transport(Protocol.AUTO, EndpointTls.NONE))).isEqualTo(HTTP);
        assertThat(HTTP.onClearText()
                        .over(transport(Protocol.AUTO, TLS))
                        .approach()
                        .protocol())
                .isEqualTo(Protocol.HTTP1);
    }

    @Test
    void clearTextThatWasAskedForStays() {
        CheckSpec check = HTTP.onClearText().over(transport(Protocol.HTTP2, TLS));

        assertThat(check.approach().tls().isUsed()).isFalse();
        assertThat(check.approach().protocol()).isEqualTo(Protocol.HTTP2);
        assertThat(HTTP.onClearText().fingerprint()).isEqualTo(HTTP.fingerprint());
    }

    @Test
    void aTcpCheckAsksForNoMoreThanAConnection() {
        assertThat(Samples.tcpCheck().over(transport(Protocol.HTTP2, TLS))).isEqualTo(Samples.tcpCheck());
        assertThat(CheckSpec.NONE.over(transport(Protocol.HTTP2, TLS))).isEqualTo(CheckSpec.NONE);
    }

    @Test
    void aTlsCheckIsOverTlsWhateverRequestsGoOver() {
        EndpointTls usual = TLS_CHECK.approach().tls();

        assertThat(usual.isUsed() && usual.verify()).isTrue();
        assertThat(usual.ca().isAbsent()).isTrue();
        assertThat(TLS_CHECK.over(Transport.DEFAULT)).isEqualTo(TLS_CHECK);
        assertThat(TLS_CHECK.over(transport(Protocol.HTTP1, TLS)).approach().tls())
                .isEqualTo(TLS);
        assertThatThrownBy(TLS_CHECK::onClearText)
                .hasMessage("plain: true (expected: false, since a tls check is over TLS)");
    }

    @Test
    void grpcIsHttp2WhateverRequestsSpeak() {
        assertThat(GRPC.approach().protocol()).isEqualTo(Protocol.HTTP2);
        assertThat(GRPC.over(transport(Protocol.HTTP1, TLS)).approach().protocol())
                .isEqualTo(Protocol.HTTP2);
        assertThat(GRPC.over(transport(Protocol.HTTP1, TLS)).fingerprint())
                .isEqualTo(GRPC.over(transport(Protocol.AUTO, TLS)).fingerprint());
    }

    @Test
    void whateverChangesTheMeaningChangesTheFingerprint() {
        List<CheckSpec> all = List.of(
                HTTP,
                HTTP.over(transport(Protocol.HTTP2, EndpointTls.NONE)),
                HTTP.over(transport(Protocol.HTTP1, TLS)),
                HTTP.over(transport(Protocol.HTTP2, TLS)),
                HTTP.over(transport(Protocol.AUTO, TLS)),
                HTTP.over(transport(Protocol.HTTP1, new EndpointTls(true, false, CA, "shop.internal", IDENTITY))),
                HTTP.over(transport(Protocol.HTTP1, new EndpointTls(true, true, CA, "", IDENTITY))),
                HTTP.over(transport(Protocol.HTTP1, new EndpointTls(true, true, Pem.NONE, "shop.internal", IDENTITY))),
                HTTP.over(transport(Protocol.HTTP1, new EndpointTls(true, true, CA, "shop.internal", KeyPair.NONE))),
                TLS_CHECK,
                TLS_CHECK.over(transport(Protocol.HTTP1, TLS)),
                GRPC,
                Samples.check(new CheckKind.Grpc("")),
                GRPC.over(transport(Protocol.HTTP1, TLS)));

        assertThat(all.stream().map(CheckSpec::fingerprint)).doesNotHaveDuplicates();
    }

    @Test
    void aRenewedFileChangesTheCheckAndNotItsFingerprint() {
        EndpointTls renewed = new EndpointTls(
                true,
                true,
                new Pem("ca.pem", "the authority, renewed"),
                "shop.internal",
                new KeyPair(new Pem("cert.pem", "we, renewed"), new Pem("key.pem", "another secret")));
        CheckSpec before = HTTP.over(transport(Protocol.HTTP1, TLS));
        CheckSpec after = HTTP.over(transport(Protocol.HTTP1, renewed));

        assertThat(after).isNotEqualTo(before);
        assertThat(after.fingerprint()).isEqualTo(before.fingerprint());
    }

    @Test
    void endpointsAreAskedForByTheNameThatIsGivenOrTheirHost() {
        EndpointAddress address = EndpointAddress.parse("shop-1:443");

        assertThat(HTTP.over(transport(Protocol.HTTP1, TLS)).approach().serverName(address))
                .isEqualTo("shop.internal");
        assertThat(TLS_CHECK.approach().serverName(address)).isEqualTo("shop-1");
    }

    @Test
    void aServiceIsANameThatFits() {
        Stream.of("a b", "a\n", "\u00e9", "x".repeat(513))
                .forEach(service ->
                        assertThatThrownBy(() -> new CheckKind.Grpc(service)).hasMessageStartingWith("service: "));
    }

    private static Transport transport(Protocol protocol, EndpointTls tls) {
        return new Transport(protocol, tls, Connections.DEFAULT);
    }
}
