package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.core.model.listen.Limits;
import org.junit.jupiter.api.Test;

/** What happened is counted under its own name, and nothing else. */
class ProxyMetricsTest {
    @Test
    void countsAnswersAttemptsAndConnections() throws Exception {
        TestProxy.Setup setup = new TestProxy.Setup();
        setup.limits = new Limits(8 << 10, 32 << 10, 0, 1);
        try (RawBackend backend = RawBackend.answering(RawBackend.OK);
                TestProxy proxy = setup.to(backend);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            try (RawClient tooMany = proxy.client()) {
                assertThat(tooMany.isClosed()).isTrue();
            }
            backend.become(RawBackend.Connection::reset);
            client.send("GET relative HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(proxy.scraped())
                    .contains("quorate_requests_total{code=\"200\",route=\"all\",upstream=\"shop\"} 1.0")
                    .contains("quorate_requests_total{code=\"400\",route=\"\",upstream=\"\"} 1.0")
                    .contains("quorate_request_seconds_count{route=\"all\"} 1")
                    .contains("quorate_upstream_attempts_total{result=\"ok\",upstream=\"shop\"} 1.0")
                    .contains("quorate_upstream_attempts_total{result=\"reset\",upstream=\"shop\"} 0.0")
                    .contains("quorate_connections_rejected_total{listener=\"web\"} 1.0")
                    .contains("quorate_inflight{upstream=\"shop\"} 0.0");
            client.leave();
            await().until(() -> proxy.scraped().contains("quorate_connections{listener=\"web\"} 0.0"));
        }
    }
}
