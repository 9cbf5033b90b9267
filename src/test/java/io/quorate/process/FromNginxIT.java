package io.quorate.process;

/** docs/from-nginx.md. */
class FromNginxIT extends SideBySide {
    FromNginxIT() {
        super(Predecessor.NGINX);
    }
}
