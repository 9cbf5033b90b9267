package io.quorate.core.model.check;

import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.model.text.Fingerprint;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.Protocol;
import io.quorate.core.model.transport.Transport;

/**
 * How probes reach an endpoint: as requests do, as far as it matters to the kind of check.
 *
 * @param plain whether clear text was asked for, whatever requests go over
 */
public record Approach(boolean plain, Protocol protocol, EndpointTls tls) {
    /** As requests go by default: HTTP/1.1 on clear text. */
    public static final Approach DEFAULT = new Approach(false, Protocol.HTTP1, EndpointTls.NONE);

    /** By what the platform trusts. */
    private static final EndpointTls USUAL_TLS =
            new EndpointTls(true, true, EndpointTls.NONE.ca(), "", EndpointTls.NONE.identity());

    /** The same where requests go over that transport; clear text that was asked for stays. */
    Approach over(Transport transport) {
        boolean secure = !plain && transport.tls().isUsed();
        return new Approach(plain, transport.protocol(), secure ? transport.tls() : EndpointTls.NONE);
    }

    /** What of it matters to a check of that kind. */
    Approach fitting(CheckKind kind) {
        if (kind instanceof HttpCheck) {
            boolean chosen = tls.isUsed() || protocol != Protocol.AUTO;
            return new Approach(plain, chosen ? protocol : Protocol.HTTP1, tls);
        }
        if (kind instanceof CheckKind.Grpc) {
            return new Approach(plain, Protocol.HTTP2, tls);
        }
        if (kind instanceof CheckKind.Tls) {
            return new Approach(plain, Protocol.HTTP1, tls.isUsed() ? tls : USUAL_TLS);
        }
        return new Approach(plain, Protocol.HTTP1, EndpointTls.NONE);
    }

    /** The name that the endpoint at that address is asked for and verified by. */
    public String serverName(EndpointAddress address) {
        return tls.serverName().isEmpty() ? address.host() : tls.serverName();
    }

    /** Empty for what was all there was in earlier versions; without what is in files, which members renew in turn. */
    String canonicalText(CheckKind kind) {
        boolean usual = protocol == Protocol.HTTP1 || kind instanceof CheckKind.Grpc;
        if (usual && !tls.isUsed()) {
            return "";
        }
        return Fingerprint.join(
                protocol.word(),
                tls.isUsed(),
                tls.verify(),
                tls.ca().path(),
                tls.serverName(),
                tls.identity().certificate().path());
    }
}
