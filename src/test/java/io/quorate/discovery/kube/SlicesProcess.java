package io.quorate.discovery.kube;

import io.quorate.discovery.Finding;
import io.vertx.core.Vertx;

/** A process that looks for endpoints, and is to end with its event loops. */
final class SlicesProcess {
    private SlicesProcess() {}

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        vertx.runOnContext(ignored -> new SlicesFinders(vertx).find(SliceMaker.wanted("http"), finding -> {
            System.out.println(finding instanceof Finding.Found ? Heard.addressesOf(finding) : finding);
            vertx.close();
        }));
    }
}
