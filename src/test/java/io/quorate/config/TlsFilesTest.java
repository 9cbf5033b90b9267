package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.quorate.config.file.ReferencedFiles;
import io.quorate.core.model.Problem;
import io.quorate.core.model.transport.EndpointTls;
import io.quorate.core.model.transport.KeyPair;
import io.quorate.core.model.transport.ListenerTls;
import io.quorate.core.model.transport.Pem;
import io.quorate.testing.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class TlsFilesTest {
    private static final Certificates AUTHORITY = Certificates.authority("Root");
    private static final KeyPair SITE = AUTHORITY.server("a.example");
    private static final KeyPair OTHER = AUTHORITY.server("b.example");

    @TempDir
    private Path directory;

    @BeforeEach
    void fill() {
        Certificates between = AUTHORITY.intermediate("Between");
        String chained = between.server("c.example").certificate().text();
        int second = chained.lastIndexOf("-----BEGIN");
        new ConfigFiles(directory.resolve("tls"))
                .with("site.crt", SITE.certificate().text())
                .with("site.key", SITE.key().text())
                .with("other.crt", OTHER.certificate().text())
                .with("other.key", OTHER.key().text())
                .with(
                        "expired.crt",
                        AUTHORITY.expired("a.example").certificate().text())
                .with("turned.crt", chained.substring(second) + chained.substring(0, second))
                .with("ca.crt", AUTHORITY.pem().text())
                .with("empty.pem", "")
                .with("big.pem", "#".repeat(ReferencedFiles.MAX_BYTES + 1))
                .with("words.pem", "Sesame, open\n")
                .with("cut.key", SITE.key().text().substring(0, 60));
    }

    @Test
    void theContentOfFilesIsAPartOfTheConfig() {
        ConfigFiles files = listener("certificates: [{cert: tls/site.crt, key: tls/site.key}]");
        assertThat(files.config().listeners().get(0).tls())
                .isEqualTo(new ListenerTls(
                        List.of(new KeyPair(
                                new Pem("tls/site.crt", SITE.certificate().text()),
                                new Pem("tls/site.key", SITE.key().text()))),
                        "TLSv1.2",
                        ListenerTls.ClientAuth.NONE,
                        Pem.NONE));
    }

    @Test
    void clientsMayBeAskedForCertificates() {
        ListenerTls tls = listener("certificates: [{cert: tls/site.crt, key: tls/site.key}], minVersion: TLSv1.3,"
                        + " clientAuth: require, clientCa: tls/ca.crt")
                .config()
                .listeners()
                .get(0)
                .tls();
        assertThat(tls.minVersion()).isEqualTo("TLSv1.3");
        assertThat(tls.clientAuth()).isEqualTo(ListenerTls.ClientAuth.REQUIRE);
        assertThat(tls.clientCa())
                .isEqualTo(new Pem("tls/ca.crt", AUTHORITY.pem().text()));
    }

    @Test
    void anEmptySectionIsTlsTowardsEndpointsByThePlatformsAuthorities() {
        assertThat(upstreamTls("")).isEqualTo(new EndpointTls(true, true, Pem.NONE, "", KeyPair.NONE));
        assertThat(new ConfigFiles(directory)
                        .with("a.yaml", ConfigFiles.LEAST)
                        .config()
                        .upstreams()
                        .get(0)
                        .transport()
                        .tls())
                .isEqualTo(EndpointTls.NONE);
    }

    @Test
    void endpointsMayBeVerifiedByAnAuthorityAndANameAndBeShownACertificate() {
        EndpointTls tls = upstreamTls(
                "verify: false, ca: tls/ca.crt, serverName: x.example, cert: tls/site.crt, key: tls/site.key");
        assertThat(tls)
                .isEqualTo(new EndpointTls(
                        true,
                        false,
                        new Pem("tls/ca.crt", AUTHORITY.pem().text()),
                        "x.example",
                        new KeyPair(
                                new Pem("tls/site.crt", SITE.certificate().text()),
                                new Pem("tls/site.key", SITE.key().text()))));
    }

    @Test
    void pathsMayComeFromTheEnvironmentAndFromDefaultsAndBeAbsolute() {
        String text = ConfigFiles.LEAST
                + "defaults: {listener: {tls: {certificates: [{cert: '${env:CERTS}/site.crt', key: tls/site.key}]}},"
                + " upstream: {tls: {ca: tls/ca.crt}}}\n";
        String tls = directory.resolve("tls").toString();
        LoadedConfig loaded = new ConfigFiles(directory).with("a.yaml", text).loaded(Map.of("CERTS", tls));
        assertThat(loaded.config()
                        .listeners()
                        .get(0)
                        .tls()
                        .certificates()
                        .get(0)
                        .certificate())
                .isEqualTo(new Pem(tls + "/site.crt", SITE.certificate().text()));
        assertThat(loaded.config().upstreams().get(0).transport().tls().ca().text())
                .isEqualTo(AUTHORITY.pem().text());
    }

    @Test
    void anExpiredCertificateIsLoadedAsOtherProxiesDo() {
        KeyPair expired = AUTHORITY.expired("a.example");
        new ConfigFiles(directory)
                .with("e.crt", expired.certificate().text())
                .with("e.key", expired.key().text());
        assertThat(listener("certificates: [{cert: e.crt, key: e.key}]")
                        .config()
                        .listeners())
                .hasSize(1);
    }

    /** What is wrong with a listener's TLS: the section, the path in it and the message. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{};certificates;missing (expected: a list, not empty, of: a mapping with keys such as cert, key)",
                "{certificates: []};certificates;an empty list (expected: a list, not empty, of: a mapping with keys such as cert, key)",
                "{certificates: [{cert: tls/site.crt}]};certificates[0].key;missing (expected: the path of a PEM file)",
                "{certificates: [{cert: '', key: tls/site.key}]};certificates[0].cert;an empty text (expected: the path of a file)",
                "{certificates: [{cert: [a], key: tls/site.key}]};certificates[0].cert;a list (expected: the path of a file)",
                "{certificates: [{cert: tls/sitte.crt, key: tls/site.key}]};certificates[0].cert;tls/sitte.crt: no such file (expected: a file, looked for at DIR/tls/sitte.crt)",
                "{certificates: [{cert: /nowhere/x, key: tls/site.key}]};certificates[0].cert;/nowhere/x: no such file (expected: a file, looked for at /nowhere/x)",
                "{certificates: [{cert: \"a\\0b\", key: tls/site.key}]};certificates[0].cert;a\0b: no path at all",
                "{certificates: [{cert: tls, key: tls/site.key}]};certificates[0].cert;tls: not a file (expected: a file, not a directory or a pipe)",
                "{certificates: [{cert: tls/empty.pem, key: tls/site.key}]};certificates[0].cert;tls/empty.pem: empty (expected: something in it)",
                "{certificates: [{cert: tls/big.pem, key: tls/site.key}]};certificates[0].cert;tls/big.pem: too big (expected: at most 1MiB)",
                "{certificates: [{cert: tls/words.pem, key: tls/site.key}]};certificates[0].cert;tls/words.pem: no certificate in it (expected: certificates in PEM, BEGIN CERTIFICATE)",
                "{certificates: [{cert: tls/site.key, key: tls/site.key}]};certificates[0].cert;tls/site.key: no certificate in it (expected: certificates in PEM, BEGIN CERTIFICATE)",
                "{certificates: [{cert: tls/turned.crt, key: tls/site.key}]};certificates[0].cert;tls/turned.crt: certificate 2 (CN=c.example) did not sign certificate 1 (CN=Between) (expected: the server's own certificate first, then each the signer of the one before)",
                "{certificates: [{cert: tls/site.crt, key: tls/words.pem}]};certificates[0].key;tls/words.pem: no private key in it (expected: one PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY in PEM)",
                "{certificates: [{cert: tls/site.crt, key: tls/cut.key}]};certificates[0].key;tls/cut.key: breaks off in the PRIVATE KEY of line 1 (expected: its END PRIVATE KEY)",
                "{certificates: [{cert: tls/site.crt, key: tls/other.key}]};certificates[0].key;tls/other.key: is not the key of the certificate in tls/site.crt (expected: the key that the certificate was made for)",
                "{certificates: [{cert: tls/site.crt, key: tls/site.key}], minVersion: TLSv1.1};minVersion;TLSv1.1 (expected: one of TLSv1.2, TLSv1.3)",
                "{certificates: [{cert: tls/site.crt, key: tls/site.key}], clientAuth: require};clientAuth;require without clientCa (expected: clientCa, the file of who signs clients' certificates)",
                "{certificates: [{cert: tls/site.crt, key: tls/site.key}], clientCa: tls/ca.crt};clientCa;tls/ca.crt without clientAuth (expected: clientAuth: request or require)",
                "{certificates: [{cert: tls/site.crt, key: tls/site.key}], clientAuth: request, clientCa: tls/site.key};clientCa;tls/site.key: no certificate in it (expected: certificates in PEM, BEGIN CERTIFICATE)",
            })
    void wrongFilesOfAListenerAreRefusedAtTheirLine(String section, String path, String message) {
        String text = "\n" + ConfigFiles.LEAST.replace("name: web,", "name: web,\n tls: " + section + ",");
        List<Problem> problems = new ConfigFiles(directory).with("a.yaml", text).problems();
        assertThat(problems)
                .containsExactly(new Problem(
                        "a.yaml",
                        3,
                        "listeners[0].tls." + path,
                        message.replace("\\0", "\0").replace("DIR", directory.toString())));
    }

    /** The same with an upstream's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{cert: tls/site.crt};cert;tls/site.crt without key (expected: both)",
                "{key: tls/site.key};key;tls/site.key without cert (expected: both)",
                "{cert: tls/site.crt, key: tls/other.key};key;tls/other.key: is not the key of the certificate in tls/site.crt (expected: the key that the certificate was made for)",
                "{ca: tls/words.pem};ca;tls/words.pem: no certificate in it (expected: certificates in PEM, BEGIN CERTIFICATE)",
                "{serverName: 'a b'};serverName;a b (expected: a host name)",
                "{serverName: a.example.};serverName;a.example. (expected: a host name)",
                "{verify: no};verify;no (expected: true or false)",
            })
    void wrongFilesOfAnUpstreamAreRefusedAtTheirLine(String section, String path, String message) {
        String text = "\n"
                + ConfigFiles.LEAST.replace("name: app, endpoints", "name: app,\n tls: " + section + ", endpoints");
        List<Problem> problems = new ConfigFiles(directory).with("a.yaml", text).problems();
        assertThat(problems).containsExactly(new Problem("a.yaml", 5, "upstreams[0].tls." + path, message));
    }

    @Test
    void whatIsInAKeyIsShownNowhere() {
        String secret = SITE.key().text().lines().skip(1).findFirst().orElseThrow();
        LoadedConfig loaded = listener("certificates: [{cert: tls/site.crt, key: tls/site.key}]")
                .loaded();
        assertThat(loaded.effective().encode())
                .contains("\"key\":\"tls/site.key\"")
                .doesNotContain(secret);
        assertThat(loaded.config().toString()).contains("tls/site.key").doesNotContain(secret);
        assertThat(loaded.problemAt("listeners[0].tls", "wrong").toString()).doesNotContain(secret);

        String content = SITE.key().text().replace("PRIVATE KEY", "SECRET PRIVATE KEY");
        new ConfigFiles(directory.resolve("tls")).with("site.key", content);
        assertThat(new ConfigFiles(directory).lines()).hasSize(1).noneMatch(line -> line.contains(secret));
    }

    @Test
    void aKeyThatAllMayReadIsWarnedOfOnce() throws IOException {
        Path key = directory.resolve("tls/site.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        ConfigFiles files = listener("certificates: [{cert: tls/site.crt, key: tls/site.key},"
                + " {cert: tls/site.crt, key: tls/site.key}]");
        assertThat(warnings(files)).containsExactly("event=key_file_readable_by_all file=" + key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(warnings(files)).isEmpty();
    }

    @Test
    void filesAreFoundInWhatAConfigMapHoldsAndInWhatIsMountedBesideIt() throws IOException {
        Path mount = directory.resolve("mount");
        new ConfigFiles(mount.resolve("..1"))
                .with(
                        "a.yaml",
                        ConfigFiles.LEAST.replace(
                                "name: web,",
                                "name: web, tls: {certificates: [{cert: site.crt, key: secret/site.key}]},"))
                .with("site.crt", SITE.certificate().text());
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
        new ConfigFiles(mount.resolve("secret/..1")).with("site.key", SITE.key().text());
        Files.createSymbolicLink(mount.resolve("secret/..data"), Path.of("..1"));
        assertThat(new ConfigFiles(mount).config().listeners().get(0).tls().isUsed())
                .isTrue();
    }

    @Test
    void aCertificateOutOfDateIsDoubtedWhereverItStands() {
        Instant now = Instant.now();
        KeyPair late = AUTHORITY.server(now.minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS), "late.example");
        new ConfigFiles(directory.resolve("tls"))
                .with("late.crt", late.certificate().text())
                .with("late.key", late.key().text());
        LoadedConfig loaded = new ConfigFiles(directory)
                .with("a.yaml", ConfigFiles.LEAST.replace("name: web,", """
                                        name: web, tls: { certificates: [
                                            { cert: tls/site.crt, key: tls/site.key },
                                            { cert: tls/late.crt, key: tls/late.key } ] },""").replace("name: app,", """
                                        name: app, tls: { ca: tls/ca.crt,
                                            cert: tls/late.crt, key: tls/late.key },"""))
                .loaded();

        String why = "tls/late.crt: the certificate of CN=late.example expired at "
                + now.minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
        assertThat(loaded.doubts(now))
                .extracting(Problem::toString)
                .containsExactly(
                        "a.yaml:3: listeners[0].tls.certificates[1].cert: " + why,
                        "a.yaml:6: upstreams[0].tls.cert: " + why);
    }

    @Test
    void aCertificateThatIsNotValidYetIsDoubtedAndSoAreAuthoritiesIfNoneIsGood() {
        LoadedConfig loaded = listener("certificates: [{cert: tls/site.crt, key: tls/site.key}],"
                        + " clientAuth: request, clientCa: tls/ca.crt")
                .loaded();

        assertThat(loaded.doubts(Instant.now())).isEmpty();
        assertThat(loaded.doubts(Instant.now().minus(Duration.ofDays(60))))
                .extracting(Problem::toString)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains(
                                        "[0].cert: tls/site.crt: the certificate of CN=a.example is not valid before "),
                        line -> assertThat(line).contains("clientCa: tls/ca.crt: the certificate of CN="));
    }

    private ConfigFiles listener(String section) {
        String text = ConfigFiles.LEAST.replace("name: web,", "name: web, tls: {" + section + "},");
        return new ConfigFiles(directory).with("a.yaml", text);
    }

    private EndpointTls upstreamTls(String section) {
        String text = ConfigFiles.LEAST.replace("name: app,", "name: app, tls: {" + section + "},");
        return new ConfigFiles(directory)
                .with("a.yaml", text)
                .config()
                .upstreams()
                .get(0)
                .transport()
                .tls();
    }

    private static List<String> warnings(ConfigFiles files) {
        Logger logger = (Logger) LoggerFactory.getLogger(ReferencedFiles.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        try {
            files.config();
        } finally {
            logger.detachAppender(appender);
        }
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
