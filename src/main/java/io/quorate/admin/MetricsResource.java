package io.quorate.admin;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Prometheus text, format version 0.0.4. */
final class MetricsResource {
    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

    private MetricsResource() {}

    static Resource of(Member member, PrometheusRegistry registry) {
        return Resource.get(
                "/metrics",
                context -> member.refreshMetrics()
                        .compose(done -> context.vertx().executeBlocking(() -> scrape(registry), false))
                        .compose(text -> Answers.send(context, 200, WRITER.getContentType(), text)));
    }

    private static Buffer scrape(PrometheusRegistry registry) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        WRITER.write(text, registry.scrape());
        return Buffer.buffer(text.toByteArray());
    }
}
