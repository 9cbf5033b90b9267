package io.quorate.proxy.rules;

import io.netty.handler.codec.http.HttpHeaders;
import io.quorate.core.model.text.Template;
import io.quorate.proxy.http.Peer;
import io.quorate.proxy.http.RequestHead;
import java.util.function.Function;

/**
 * The values of one request that templates may ask for. All of them are visible ASCII: a head that could give anything
 * else has been refused, so that no value can end a field or begin another.
 *
 * @param fields as the client sent them
 */
public record RequestValues(RequestHead head, HttpHeaders fields, Peer peer, String id)
        implements Function<Template.Variable, String> {
    @Override
    public String apply(Template.Variable variable) {
        return switch (variable) {
            case CLIENT_IP -> peer.clientIp(fields);
            case REQUEST_ID -> id;
            case REQUEST_HOST -> head.authority().text();
            case REQUEST_HOSTNAME -> head.authority().host();
            case REQUEST_SCHEME -> peer.clientScheme(fields);
            case REQUEST_METHOD -> head.method().name();
            case REQUEST_PATH -> head.target().path();
            case REQUEST_URI -> head.target().toString();
        };
    }
}
