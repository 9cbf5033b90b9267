package io.quorate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.pem.Identity;
import io.quorate.testing.Certificates;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PresentableTest {
    private static final Certificates AUTHORITY = Certificates.authority("Root");

    private Presentable presentable = new Presentable(List.of());

    @BeforeAll
    void make() {
        presentable = new Presentable(List.of(
                ec("first.example"), // 0
                ec("*.example"), // 1
                ec("a.example", "*.deep.example"), // 2
                rsa("a.example"), // 3
                rsa("first.example"), // 4: the first one's pair
                ec("a.example"))); // 5: hidden behind 2
    }

    /** A name, a kind of key and the certificate shown; -1: none of that kind. */
    @ParameterizedTest
    @CsvSource({
        "first.example,EC,0",
        "first.example,RSA,4",
        "a.example,EC,2",
        "A.EXAMPLE,EC,2",
        "a.example,RSA,3",
        "b.example,EC,1",
        "b.example,RSA,-1",
        "x.deep.example,EC,2",
        "deep.example,EC,1",
        "x.y.deep.example,EC,0",
        "unknown.test,EC,0",
        "unknown.test,RSA,4",
        "'',EC,0",
        "'',RSA,4",
        "a.example,EdDSA,-1",
    })
    void theBestFitIsChosen(String name, String keyType, int chosen) {
        assertThat(presentable.choose(name, keyType)).isEqualTo(chosen);
    }

    private static Identity ec(String... names) {
        return Identity.of(AUTHORITY.server(names));
    }

    private static Identity rsa(String name) {
        return Identity.of(RsaCertificates.server(name));
    }
}
