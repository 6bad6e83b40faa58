// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.pipes.api.message.Codec;
import io.pipes.api.message.Codecs;
import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/** Codecs for records and other classes that Jackson knows how to write. Found by {@link java.util.ServiceLoader}, in a container as a service. */
@Component(service = Codecs.class)
public final class JacksonCodecs implements Codecs {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectMapper CBOR = CBORMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Override
    public <T> Codec<T> json(Class<T> type) {
        return new JacksonCodec<>("application/json", JSON.readerFor(type), JSON.writerFor(type), type);
    }

    @Override
    public <T> Codec<T> cbor(Class<T> type) {
        return new JacksonCodec<>("application/cbor", CBOR.readerFor(type), CBOR.writerFor(type), type);
    }

    private record JacksonCodec<T>(String contentType, ObjectReader reader, ObjectWriter writer, Class<T> type)
            implements Codec<T> {
        @Override
        public Bytes encode(T value) {
            try {
                return Bytes.wrap(writer.writeValueAsBytes(value));
            } catch (JsonProcessingException unwritable) {
                throw new IllegalArgumentException(
                        type.getSimpleName() + " cannot be written: " + unwritable.getOriginalMessage(), unwritable);
            }
        }

        /** What Jackson says of it may hold what a peer wrote, so only the kind of trouble is told. */
        @Override
        public T decode(Content content) {
            if (!content.contentType().equals(contentType)) {
                throw new IllegalArgumentException("It is " + content.contentType() + ", not " + contentType + ".");
            }
            try {
                T value = reader.readValue(content.bytes().toArray());
                if (value == null) {
                    throw new IllegalArgumentException("It says null.");
                }
                return value;
            } catch (IOException none) {
                throw new IllegalArgumentException("It is no " + type.getSimpleName() + ".");
            }
        }
    }
}
