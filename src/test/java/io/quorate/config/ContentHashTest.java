package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.transport.KeyPair;
import io.quorate.testing.Certificates;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tells whether two members run the same config, which the hash that they share work by does not. */
class ContentHashTest {
    private static final Certificates AUTHORITY = Certificates.authority("Root");

    @TempDir
    private Path root;

    @Test
    void theSameFilesGiveTheSame() {
        assertThat(least("a").contentHash())
                .matches("[0-9a-f]{16}")
                .isEqualTo(least("b").contentHash());
    }

    @Test
    void remarksAndDefaultsThatAreWrittenOutDoNotCount() {
        LoadedConfig other = files("b")
                .with("a.yaml", "# remark\n" + ConfigFiles.LEAST)
                .with("b.yaml", "drain: { delay: 1s }\n")
                .loaded();
        assertThat(other.contentHash()).isEqualTo(least("a").contentHash());
    }

    @Test
    void anotherRouteGivesAnother() {
        LoadedConfig least = least("a");
        LoadedConfig other = files("b")
                .with("a.yaml", ConfigFiles.LEAST)
                .with("b.yaml", "routes: [{ name: more, path: /more, upstream: app }]\n")
                .loaded();
        assertThat(other.config().hash()).isEqualTo(least.config().hash());
        assertThat(other.contentHash()).isNotEqualTo(least.contentHash());
    }

    @Test
    void anotherCertificateAtTheSamePathGivesAnother() {
        KeyPair pair = AUTHORITY.server("a.example");
        String first = withCertificate("a", pair).contentHash();
        assertThat(withCertificate("b", pair).contentHash()).isEqualTo(first);
        assertThat(withCertificate("c", AUTHORITY.server("a.example")).contentHash())
                .isNotEqualTo(first);
    }

    @Test
    void anotherValueOfAVariableGivesAnother() {
        ConfigFiles files = files("a").with("a.yaml", ConfigFiles.LEAST + "cluster: { zone: \"${env:ZONE}\" }\n");
        assertThat(files.loaded(Map.of("ZONE", "x")).contentHash())
                .isNotEqualTo(files.loaded(Map.of("ZONE", "y")).contentHash());
    }

    /** Or else who may read the hash could try tokens until it comes out. */
    @Test
    void aSecretDoesNotCount() {
        LoadedConfig one = files("a")
                .with("a.yaml", ConfigFiles.LEAST + "admin: { token: hush }\n")
                .loaded();
        LoadedConfig other = files("b")
                .with("a.yaml", ConfigFiles.LEAST + "admin: { token: hash }\n")
                .loaded();
        assertThat(one.contentHash()).isEqualTo(other.contentHash());
    }

    private LoadedConfig withCertificate(String name, KeyPair pair) {
        return files(name)
                .with("tls.crt", pair.certificate().text())
                .with("tls.key", pair.key().text())
                .with("a.yaml", """
                        listeners:
                          - { name: web, address: "127.0.0.1:0", tls: { certificates: [{ cert: tls.crt, key: tls.key }] } }
                        routes: [{ name: all, respond: { status: 200 } }]
                        """)
                .loaded();
    }

    private LoadedConfig least(String name) {
        return files(name).with("a.yaml", ConfigFiles.LEAST).loaded();
    }

    private ConfigFiles files(String name) {
        return new ConfigFiles(root.resolve(name));
    }
}
