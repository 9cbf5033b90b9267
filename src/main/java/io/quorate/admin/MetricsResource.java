package io.quorate.admin;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Prometheus text, format version 0.0.4. */
final class MetricsResource implements Resource {
    private final Member member;
    private final PrometheusRegistry registry;
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    MetricsResource(Member member, PrometheusRegistry registry) {
        this.member = member;
        this.registry = registry;
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/metrics";
    }

    @Override
    public Future<Void> answer(RoutingContext context) {
        return member.refreshMetrics()
                .compose(done -> context.vertx().executeBlocking(this::scrape, false))
                .compose(text -> Answers.send(context, 200, writer.getContentType(), text));
    }

    private Buffer scrape() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        writer.write(text, registry.scrape());
        return Buffer.buffer(text.toByteArray());
    }
}
