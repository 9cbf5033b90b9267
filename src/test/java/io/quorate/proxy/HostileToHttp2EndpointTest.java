package io.quorate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.transport.Protocol;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same requests where the endpoint speaks HTTP/2: it gets none of them. */
class HostileToHttp2EndpointTest {
    private RecordingEndpoint endpoint;
    private TestProxy proxy;

    @BeforeEach
    void start() throws Exception {
        endpoint = new RecordingEndpoint(Protocol.HTTP2);
        proxy = new TestProxy.Setup().oneAtATime(Protocol.HTTP2).conserving(endpoint);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        endpoint.close();
    }

    @TestFactory
    Stream<DynamicTest> getsNothingOf() {
        return Stream.concat(HostileRequests.refused(), HostileRequests.broken())
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    try (RawClient client = proxy.client()) {
                        client.sendIfTaken(row.bytes());
                        assertThat(client.read().status()).isEqualTo(row.status());
                        assertThat(client.isClosed()).isTrue();
                    }
                    proxy.assertAtRest();
                    assertThat(endpoint.understood()).containsOnly("GET /good []");
                }));
    }
}
