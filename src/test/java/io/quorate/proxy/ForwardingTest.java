package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForwardingTest {
    @Test
    void relaysARequestAndItsResponse() throws Exception {
        try (RawBackend backend = RawBackend.answering(RawBackend.OK);
                TestProxy proxy = TestProxy.proxyTo(backend);
                RawClient client = proxy.client()) {
            Reply reply = client.get("/a?b=c");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("ok");
            assertThat(backend.received()).startsWith("GET /a?b=c HTTP/1.1\r\nhost: a\r\n");
            proxy.assertConserved(backend);
        }
    }
}
