package io.quorate.discovery.kube;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.quorate.core.model.upstream.Discovery;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One client for all that is asked of the API server, and the few threads that wait for its answers. */
final class ApiServer {
    private static final String SERVICE = "kubernetes.io/service-name";

    /** An answer is a matter of milliseconds; of a server that gives none, more waiting learns nothing. */
    private static final int THREADS = 4;

    private final Supplier<Config> place;
    private final SlicesTiming timing;
    private final ThreadPoolExecutor threads;
    private @Nullable KubernetesClient client;

    ApiServer(Supplier<Config> place, SlicesTiming timing) {
        this.place = place;
        this.timing = timing;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ApiServer::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    /** Those that wait for the server; they keep no process from ending. */
    ThreadPoolExecutor threads() {
        return threads;
    }

    /** All slices of a service now, or an exception that says why not; waits. */
    EndpointSliceList list(Discovery.Slices wanted) {
        return slicesOf(wanted).list();
    }

    /** Tells what changes after a version until the watch ends, which the server does in time; waits until it begins. */
    Watch watch(Discovery.Slices wanted, String version, Watcher<EndpointSlice> watcher) {
        ListOptions options = new ListOptionsBuilder()
                .withResourceVersion(version)
                .withTimeoutSeconds(timing.watch().toSeconds())
                .withAllowWatchBookmarks(true)
                .build();
        return slicesOf(wanted).watch(options, watcher);
    }

    /** To be called once, when nobody waits for an answer. */
    void close() {
        threads.execute(this::closeClient);
        threads.shutdown();
    }

    private FilterWatchListDeletable<EndpointSlice, EndpointSliceList, Resource<EndpointSlice>> slicesOf(
            Discovery.Slices wanted) {
        KubernetesClient asked = client();
        return asked.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace(wanted, asked.getNamespace()))
                .withLabel(SERVICE, wanted.service());
    }

    /** Made of files that may not be there yet, so a failure is tried again. */
    private synchronized KubernetesClient client() {
        if (client == null) {
            client = ClientMaker.make(place.get(), timing.request());
        }
        return client;
    }

    private synchronized void closeClient() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    private static String namespace(Discovery.Slices wanted, @Nullable String own) {
        if (!wanted.namespace().isEmpty()) {
            return wanted.namespace();
        }
        if (own == null || own.isEmpty()) {
            throw new NoNamespaceException();
        }
        return own;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "quorate-slices");
        thread.setDaemon(true);
        return thread;
    }
}
