package io.quorate.config.kind;

import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import java.util.List;

/** What may be said of TLS, towards clients and towards endpoints. */
final class TlsSections {
    static final Field<Section> LISTENER = Field.of(
                    "tls",
                    SectionShape.of(List.of(
                            Field.of(
                                    "certificates",
                                    ListShape.some(SectionShape.of(List.of(
                                            Field.of("cert", Scalars.TEXT, "The certificate chain, a PEM file.")
                                                    .required(),
                                            Field.of("key", Scalars.TEXT, "Its private key, a PEM file.")
                                                    .required()))),
                                    "Several: chosen by SNI. Renewed files are picked up."),
                            Field.of(
                                    "minVersion",
                                    Scalars.words(List.of("TLSv1.2", "TLSv1.3"), List.of()),
                                    "The oldest version taken."),
                            Field.of(
                                    "clientAuth",
                                    Scalars.words(List.of("none", "request", "require"), List.of()),
                                    "Whether clients show a certificate."),
                            Field.of("clientCa", Scalars.TEXT, "Who signs clients' certificates, a PEM file."))),
                    "TLS towards clients; absent: clear text.")
            .notYet();

    static final Field<Section> UPSTREAM = Field.of(
                    "tls",
                    SectionShape.of(List.of(
                            Field.of("verify", Scalars.BOOLEAN, "Whether the endpoint's certificate is verified."),
                            Field.of("ca", Scalars.TEXT, "Who signs endpoints' certificates, a PEM file."),
                            Field.of("serverName", Scalars.TEXT, "The name asked for by SNI and verified."),
                            Field.of("cert", Scalars.TEXT, "Our own certificate chain, a PEM file."),
                            Field.of("key", Scalars.TEXT, "Its private key, a PEM file."))),
                    "TLS towards endpoints; absent: clear text.")
            .notYet();

    private TlsSections() {}
}
