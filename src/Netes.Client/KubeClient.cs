using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Client.Configuration;

namespace Netes.Client;

/// <summary>
/// A connection to an API server with one identity. It knows no transport but the handler that it is given:
/// HTTPS to another machine and a call inside the process look the same from here.
/// </summary>
public sealed class KubeClient : IDisposable
{
    private const string Json = "application/json";

    private readonly HttpMessageInvoker _http;
    private readonly Uri _base;

    public KubeClient(HttpMessageHandler transport, Uri baseAddress, KubeClientOptions? options = null)
    {
        _http = new HttpMessageInvoker(transport, disposeHandler: true);
        _base = baseAddress;
        Options = options ?? new KubeClientOptions();
        Discovery = new DiscoveryClient(this);
    }

    public KubeClientOptions Options { get; }

    public Uri BaseAddress => _base;

    public DiscoveryClient Discovery { get; }

    /// <summary>A client as the kubeconfig file's current (or named) context says.</summary>
    /// <exception cref="KubeconfigException">The file cannot be understood, or asks for what is not supported.</exception>
    public static KubeClient FromKubeconfig(string path, string? context = null, KubeClientOptions? options = null)
    {
        var connection = Kubeconfig.Load(path).Connect(context);
        var own = options ?? new KubeClientOptions();
        return new KubeClient(HttpsTransport.Create(connection), connection.Server, new KubeClientOptions
        {
            UserAgent = own.UserAgent,
            BearerToken = own.BearerToken ?? connection.BearerToken,
            MaxResponseBytes = own.MaxResponseBytes,
            MaxRetries = own.MaxRetries,
            TimeProvider = own.TimeProvider,
        });
    }

    /// <summary>The objects of a generated kind.</summary>
    public ResourceClient<T> Resource<T>() where T : class, IApiObject<T> => new(this, Scheme.Default.ResourceOf<T>());

    /// <summary>The objects of any resource, seen as <typeparamref name="T"/>; with
    /// <see cref="PartialObjectMetadata"/> the server is asked for metadata alone.</summary>
    public ResourceClient<T> Resource<T>(ResourceType resource) where T : class, IApiObject<T> => new(this, resource);

    /// <summary>Sends a request and returns the answer's headers with the body still to be read.</summary>
    /// <param name="pathAndQuery">Begins with a slash; appended to the base address's path.</param>
    /// <exception cref="KubeApiException">The server answered with a failure.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string pathAndQuery, ReadOnlyMemory<byte>? body, string contentType, string accept, CancellationToken cancellation)
    {
        for (int attempt = 0; ; attempt++)
        {
            var request = BuildRequest(method, pathAndQuery, body, contentType, accept);
            var response = await _http.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode) return response;
            KubeApiException failure;
            using (response) failure = await ReadFailureAsync(response, cancellation);
            bool maybeLater = response.StatusCode == HttpStatusCode.TooManyRequests || (failure.Code >= 500 && failure.RetryAfter is not null);
            if (!maybeLater || attempt >= Options.MaxRetries) throw failure;
            await Task.Delay(failure.RetryAfter ?? TimeSpan.FromSeconds(1), Options.TimeProvider, cancellation);
        }
    }

    /// <summary>Sends a request and hands its whole body to <paramref name="decode"/> from a rented buffer.</summary>
    public async Task<TResult> SendAsync<TResult>(
        HttpMethod method, string pathAndQuery, ReadOnlyMemory<byte>? body, string contentType, string accept,
        BodyDecoder<TResult> decode, CancellationToken cancellation)
    {
        using var response = await SendAsync(method, pathAndQuery, body, contentType, accept, cancellation);
        using var content = await ReadBodyAsync(response, Options.MaxResponseBytes, cancellation);
        return decode(content.Span);
    }

    /// <summary>GETs a path that answers JSON.</summary>
    public Task<TResult> GetAsync<TResult>(string pathAndQuery, BodyDecoder<TResult> decode, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, pathAndQuery, null, Json, Json, decode, cancellation);

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage BuildRequest(
        HttpMethod method, string pathAndQuery, ReadOnlyMemory<byte>? body, string contentType, string accept)
    {
        var request = new HttpRequestMessage(method, new Uri(_base.GetLeftPart(UriPartial.Authority) + _base.AbsolutePath.TrimEnd('/') + pathAndQuery))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", Options.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (Options.BearerToken?.Invoke() is { Length: > 0 } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        return request;
    }

    private async Task<KubeApiException> ReadFailureAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        int code = (int)response.StatusCode;
        using var content = await ReadBodyAsync(response, Math.Min(Options.MaxResponseBytes, 4 << 20), cancellation);
        return new KubeApiException(code, DecodeFailure(code, content.Span), RetryAfter(response));
    }

    /// <summary>Whatever stands between client and server (a proxy, a load balancer) may answer with plain text.</summary>
    private static Status DecodeFailure(int code, ReadOnlySpan<byte> body)
    {
        try
        {
            if (body.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
            {
                var status = ApiJson.Deserialize<Status>(body);
                if (status.Kind == "Status") return status;
            }
        }
        catch (Netes.Api.Json.ApiDecodeException)
        {
            // Not a Status: its text is the message, below.
        }
        string text = System.Text.Encoding.UTF8.GetString(body[..Math.Min(body.Length, 2048)]).Trim();
        return new Status
        {
            StatusValue = "Failure",
            Code = code,
            Message = text.Length > 0 ? text : $"the server answered {code} without a body",
        };
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Retry-After", out var values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, 600)) : null;

    private static async Task<RentedBody> ReadBodyAsync(HttpResponseMessage response, int limit, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        int expected = (int)Math.Min(response.Content.Headers.ContentLength ?? 8192, limit);
        var body = new RentedBody(Math.Max(expected + 1, 512));
        try
        {
            while (true)
            {
                int read = await stream.ReadAsync(body.Free(), cancellation);
                if (read == 0) return body;
                body.Advance(read);
                if (body.Length > limit) throw new InvalidDataException($"the server's answer is longer than {limit} bytes");
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>A growing buffer from the shared pool.</summary>
    private sealed class RentedBody(int size) : IDisposable
    {
        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(size);

        public int Length { get; private set; }

        public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

        public Memory<byte> Free()
        {
            if (Length == _bytes.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(checked(_bytes.Length * 2));
                Span.CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = larger;
            }
            return _bytes.AsMemory(Length);
        }

        public void Advance(int count) => Length += count;

        public void Dispose()
        {
            var bytes = Interlocked.Exchange(ref _bytes, []);
            if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}

/// <summary>Makes a result from an answer's body, which is only valid during the call.</summary>
public delegate TResult BodyDecoder<out TResult>(ReadOnlySpan<byte> body);
