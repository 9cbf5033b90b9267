package io.quorate.discovery.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Makes clients that tell of a failure soon, and leave to us what is done about it. */
final class ClientMaker {
    private static final int MOST_CONNECT_MILLIS = 5_000;
    private static final long PING_MILLIS = 10_000;

    private ClientMaker() {}

    /** @param place where the API server is, and who we are to it */
    static KubernetesClient make(Config place, Duration request) {
        int millis = Math.toIntExact(request.toMillis());
        Config config = new ConfigBuilder(place)
                // Over HTTP/2 all would share one connection, and one that went silent would be used until TCP gives it
                // up.
                .withHttp2Disable(true)
                .withConnectionTimeout(Math.min(millis, MOST_CONNECT_MILLIS))
                .withRequestTimeout(millis)
                .withWebsocketPingInterval(PING_MILLIS)
                .withRequestRetryBackoffLimit(0)
                .withWatchReconnectLimit(0)
                .withUserAgent("quorate")
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new OwnThreads())
                .withHttpClientBuilderConsumer(
                        builder -> builder.addOrReplaceInterceptor("handshake", new Handshake(millis)))
                .build();
    }

    /**
     * With the threads that the JDK's client makes for itself. Those of fabric8 end when its client is closed, before
     * connections have; a JDK's client that misses them keeps its connections and its selector for ever. (It lets
     * go of both when it is collected.)
     */
    private static final class OwnThreads extends JdkHttpClientFactory {
        @Override
        protected HttpClient.Builder createNewHttpClientBuilder() {
            return HttpClient.newBuilder();
        }
    }

    /** Client 8.0.0 reads its own bound on the first handshake of a watch before it has set it, and waits for ever. */
    private record Handshake(int millis) implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            if (builder instanceof WebSocket.Builder handshake) {
                handshake.connectTimeout(millis, TimeUnit.MILLISECONDS);
            }
        }
    }
}
