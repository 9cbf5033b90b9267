package io.quorate.proxy.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ID=1                 | 1",
                "a=2; ID=1            | 1",
                "a=2;ID=1;b=3         | 1",
                "ID=1; ID=2           | 1",
                "`ID=1 \t; b=2`       | 1",
                "`; ;	; ID=1`        | 1",
                "ID=a=b               | a=b",
                "`ID=\"x\"`           | `\"x\"`",
                "ID=; ID=2            | ``",
                "id=1                 | ``",
                "XID=1                | ``",
                "IDX=1                | ``",
                "ID                   | ``",
                "ID =1                | ``",
                "a=ID=1               | ``",
                "a; ID                | ``",
                "`a=\"x; ID=1\"`      | `1\"`",
                "``                   | ``",
                ";                    | ``",
            })
    void findsTheFirstOfThatVeryName(String field, String value) {
        assertThat(Cookies.find(new DefaultHttpHeaders().add("Cookie", field), "ID"))
                .isEqualTo(value);
    }

    @Test
    void looksThroughAllFieldsInTheirOrder() {
        HttpHeaders fields = new DefaultHttpHeaders()
                .add("cookie", "a=1")
                .add("x-cookie", "ID=9")
                .add("COOKIE", "b=2; ID=3")
                .add("cookie", "ID=4");

        assertThat(Cookies.find(fields, "ID")).isEqualTo("3");
        assertThat(Cookies.find(fields, "a")).isEqualTo("1");
        assertThat(Cookies.find(new DefaultHttpHeaders(), "ID")).isEmpty();
    }
}
