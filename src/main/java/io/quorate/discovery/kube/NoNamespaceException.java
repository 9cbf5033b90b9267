package io.quorate.discovery.kube;

/** Neither does the config name a namespace, nor does this member run in one. */
final class NoNamespaceException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
