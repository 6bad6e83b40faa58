// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How failures are written: JSON-RPC's number, a sentence, and the stable code with its advice on trying again. */
public final class ApiError {
    /** JSON-RPC's number for a request that is no JSON. */
    static final int PARSE_ERROR = -32_700;

    static final int INVALID_REQUEST = -32_600;
    static final int METHOD_NOT_FOUND = -32_601;
    static final int INVALID_PARAMS = -32_602;

    /** For everything the API itself answers; the code in {@code data} says more. */
    static final int FAILED = -32_000;

    private static final Logger LOG = LoggerFactory.getLogger("io.pipes.gateway");

    private ApiError() {}

    public static ObjectNode of(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof PipesException known) {
            return write(number(known.code()), known.getMessage(), known.code());
        }
        // The client gets a reference and no detail: details may hold what it must not see.
        String reference = Integer.toHexString(System.identityHashCode(cause));
        LOG.warn("A call failed unexpectedly (reference {})", reference, cause);
        return write(
                FAILED,
                "The call failed unexpectedly; the node's log says more under reference " + reference + ".",
                PipesException.Code.INTERNAL);
    }

    private static int number(PipesException.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT -> INVALID_PARAMS;
            case UNKNOWN_METHOD -> METHOD_NOT_FOUND;
            default -> FAILED;
        };
    }

    static ObjectNode write(int number, String sentence, PipesException.Code code) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("code", number).put("message", sentence);
        error.putObject("data").put("code", code.text()).put("retry", code.retry());
        return error;
    }
}
