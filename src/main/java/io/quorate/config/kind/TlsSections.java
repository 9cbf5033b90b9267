package io.quorate.config.kind;

import io.quorate.config.file.PemShape;
import io.quorate.config.file.ReferencedFiles;
import io.quorate.config.schema.Field;
import io.quorate.config.schema.ListShape;
import io.quorate.config.schema.Scalars;
import io.quorate.config.schema.Section;
import io.quorate.config.schema.SectionShape;
import io.quorate.config.schema.Shape;
import io.quorate.config.tree.Node;
import io.quorate.core.model.pem.CertificateNames;
import io.quorate.core.model.pem.Certificates;
import io.quorate.core.model.pem.Identity;
import io.quorate.core.model.pem.PrivateKeys;
import io.quorate.core.model.text.Expect;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.ListenerTls;
import io.quorate.core.model.transport.Pem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What may be said of TLS, towards clients and towards endpoints. */
final class TlsSections {
    private static final String TLS = "tls";
    private static final Shape<Pem> CHAIN = new PemShape("the path of a PEM file", Certificates::chain);
    private static final Shape<Pem> PRIVATE_KEY = new PemShape("the path of a PEM file", PrivateKeys::of);
    private static final Shape<Pem> AUTHORITIES = new PemShape("the path of a PEM file", Certificates::of);

    private static final Field<Pem> LISTENER_CERT = Field.of(
                    "cert", CHAIN, "The certificate, then each that signed the one before.")
            .required();
    private static final Field<Pem> LISTENER_KEY =
            Field.of("key", PRIVATE_KEY, "Its private key, not encrypted.").required();
    private static final Field<List<KeyPair>> CERTIFICATES = Field.of(
                    "certificates",
                    ListShape.some(SectionShape.of(List.of(LISTENER_CERT, LISTENER_KEY), TlsSections::forListener)),
                    "Several: chosen by SNI, the first where none fits. Renewed files are picked up.")
            .required();
    private static final Field<String> MIN_VERSION = Field.of(
                    "minVersion", Scalars.words(List.of("TLSv1.2", "TLSv1.3")), "The oldest version taken.")
            .otherwise("TLSv1.2");
    private static final Field<String> CLIENT_AUTH = Field.of(
                    "clientAuth",
                    Scalars.words(List.of("none", "request", "require")),
                    "Whether clients show a certificate; one that is shown must be good in any case.")
            .otherwise("none");
    private static final Field<Pem> CLIENT_CA = Field.of(
            "clientCa", AUTHORITIES, "Who signs clients' certificates; with `clientAuth` only, and needed for it.");

    static final Field<ListenerTls> LISTENER = Field.of(
            TLS,
            SectionShape.of(List.of(CERTIFICATES, MIN_VERSION, CLIENT_AUTH, CLIENT_CA), TlsSections::listener),
            "TLS towards clients; absent: clear text.");

    private static final Field<Boolean> VERIFY = Field.of(
                    "verify",
                    Scalars.BOOLEAN,
                    "Whether the endpoint's certificate is verified, and that it is for the server name.")
            .otherwise("true");
    private static final Field<Pem> CA =
            Field.of("ca", AUTHORITIES, "Who signs endpoints' certificates; absent: whom the Java platform trusts.");
    private static final Field<String> SERVER_NAME = Field.of(
            "serverName",
            Scalars.text("a host name", "[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?"),
            "The name asked for by SNI and verified; absent: the host of the endpoint's address, or what `discover` looks up"
                    + " where no endpoints are listed.");
    private static final Field<Pem> CERT = Field.of("cert", CHAIN, "Our own certificate, for endpoints that ask.");
    private static final Field<Pem> KEY = Field.of("key", PRIVATE_KEY, "Its private key, not encrypted.");

    static final Field<EndpointTls> UPSTREAM = Field.of(
            TLS,
            SectionShape.of(List.of(VERIFY, CA, SERVER_NAME, CERT, KEY), TlsSections::upstream),
            "TLS towards endpoints; absent: clear text. An empty section is enough.");

    private static final Set<String> FILES = Set.of(LISTENER_CERT.key(), CA.key(), CLIENT_CA.key());

    private TlsSections() {}

    /** The same config where the files that TLS needs stand in the place of their paths. */
    static Node.Entries withFiles(Node.Entries root, ReferencedFiles files) {
        Map<String, Node> filled = new LinkedHashMap<>(root.byKey());
        for (Field<?> list : List.of(RootSection.LISTENERS, RootSection.UPSTREAMS)) {
            if (filled.get(list.key()) instanceof Node.Items items) {
                List<Node> each = items.items().stream()
                        .map(item -> withFilesOf(TLS, item, files))
                        .toList();
                filled.put(list.key(), new Node.Items(items.place(), each));
            }
        }
        if (filled.get(RootSection.DEFAULTS.key()) instanceof Node.Entries defaults) {
            Map<String, Node> kinds = new LinkedHashMap<>(defaults.byKey());
            kinds.computeIfPresent(Kind.LISTENER.word(), (key, kind) -> withFilesOf(TLS, kind, files));
            kinds.computeIfPresent(Kind.UPSTREAM.word(), (key, kind) -> withFilesOf(TLS, kind, files));
            filled.put(RootSection.DEFAULTS.key(), new Node.Entries(defaults.place(), kinds));
        }
        return new Node.Entries(root.place(), filled);
    }

    private static Node withFilesOf(String section, Node owner, ReferencedFiles files) {
        if (!(owner instanceof Node.Entries entries)) {
            return owner;
        }
        Map<String, Node> filled = new LinkedHashMap<>(entries.byKey());
        filled.computeIfPresent(section, (key, value) -> withFiles(key, value, files));
        return new Node.Entries(entries.place(), filled);
    }

    private static Node withFiles(String key, Node node, ReferencedFiles files) {
        if (node instanceof Node.Text path && !path.text().isEmpty()) {
            boolean secret = key.equals(KEY.key());
            return secret ? files.readSecret(path) : FILES.contains(key) ? files.read(path) : node;
        }
        if (node instanceof Node.Items items) {
            return new Node.Items(
                    items.place(),
                    items.items().stream()
                            .map(item -> withFiles(key, item, files))
                            .toList());
        }
        if (node instanceof Node.Entries entries) {
            Map<String, Node> filled = new LinkedHashMap<>(entries.byKey());
            filled.replaceAll((inner, value) -> withFiles(inner, value, files));
            return new Node.Entries(entries.place(), filled);
        }
        return node;
    }

    private static ListenerTls listener(Section section) {
        String word = section.get(CLIENT_AUTH);
        ListenerTls.ClientAuth clientAuth = ListenerTls.ClientAuth.valueOf(word.toUpperCase(Locale.ROOT));
        Pem authorities = section.find(CLIENT_CA).orElse(Pem.NONE);
        boolean asked = clientAuth != ListenerTls.ClientAuth.NONE;
        Expect.that(
                !asked || !authorities.isAbsent(),
                CLIENT_AUTH.key(),
                word + " without clientCa",
                "clientCa, the file of who signs clients' certificates");
        Expect.that(
                asked || authorities.isAbsent(),
                CLIENT_CA.key(),
                authorities + " without clientAuth",
                "clientAuth: request or require");
        return new ListenerTls(section.get(CERTIFICATES), section.get(MIN_VERSION), clientAuth, authorities);
    }

    private static KeyPair forListener(Section section) {
        KeyPair pair = pair(section.get(LISTENER_CERT), section.get(LISTENER_KEY));
        Expect.that(
                !CertificateNames.of(Identity.of(pair).certificate()).isEmpty(),
                LISTENER_CERT.key(),
                pair.certificate() + " is for nobody",
                "a certificate with a subjectAltName");
        return pair;
    }

    private static EndpointTls upstream(Section section) {
        Pem certificate = section.find(CERT).orElse(Pem.NONE);
        Pem key = section.find(KEY).orElse(Pem.NONE);
        Expect.that(certificate.isAbsent() || !key.isAbsent(), CERT.key(), certificate + " without key", "both");
        Expect.that(key.isAbsent() || !certificate.isAbsent(), KEY.key(), key + " without cert", "both");
        return new EndpointTls(
                true,
                section.get(VERIFY),
                section.find(CA).orElse(Pem.NONE),
                section.find(SERVER_NAME).orElse(""),
                certificate.isAbsent() ? KeyPair.NONE : pair(certificate, key));
    }

    private static KeyPair pair(Pem certificate, Pem key) {
        KeyPair pair = new KeyPair(certificate, key);
        try {
            Identity.of(pair);
            return pair;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(KEY.key() + ": " + e.getMessage(), e);
        }
    }
}
