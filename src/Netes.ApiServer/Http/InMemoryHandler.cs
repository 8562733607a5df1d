using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Netes.ApiServer.Access;
using Netes.ApiServer.Access.Authentication;

namespace Netes.ApiServer.Http;

/// <summary>
/// An HTTP transport without a socket: requests enter the pipeline directly, with an identity instead of a credential. Answers
/// stream: the response is there as soon as its first bytes are, and the client's cancellation aborts the request.
/// </summary>
internal sealed class InMemoryHandler(Func<HttpContext, Task> pipeline, UserInfo user) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = new InMemoryExchange(request, user);
        Stream body = request.Content is null ? Stream.Null : await request.Content.ReadAsStreamAsync(cancellationToken);
        exchange.SetBody(body);
        using CancellationTokenRegistration registration = cancellationToken.Register(static e => ((InMemoryExchange)e!).Abort(), exchange);
        _ = exchange.RunAsync(pipeline);
        return await exchange.Response.WaitAsync(cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();
}

/// <summary>One request inside the process: both ends of it.</summary>
internal sealed class InMemoryExchange : IHttpResponseBodyFeature, IHttpResponseFeature, IHttpRequestLifetimeFeature, IInMemoryIdentity
{
    private readonly DefaultHttpContext context = new();
    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false));
    private readonly TaskCompletionSource<HttpResponseMessage> response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource aborted = new();
    private readonly HttpRequestMessage request;
    private readonly StartingWriter writer;
    private Stream? stream;
    private int started;

    public InMemoryExchange(HttpRequestMessage request, UserInfo user)
    {
        this.request = request;
        User = user;
        writer = new StartingWriter(pipe.Writer, Start);
        IFeatureCollection features = context.Features;
        features.Set<IHttpResponseFeature>(this);
        features.Set<IHttpResponseBodyFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IInMemoryIdentity>(this);
        HttpRequest target = context.Request;
        Uri uri = request.RequestUri ?? throw new InvalidOperationException("the request has no address");
        target.Method = request.Method.Method;
        target.Scheme = "https";
        target.Host = new HostString(uri.Authority);
        target.Path = PathString.FromUriComponent(uri);
        target.QueryString = QueryString.FromUriComponent(uri);
        target.Protocol = "HTTP/2";
        foreach (var header in request.Headers.NonValidated) target.Headers[header.Key] = header.Value.ToArray();
        if (request.Content is { } content)
        {
            foreach (var header in content.Headers.NonValidated) target.Headers[header.Key] = header.Value.ToArray();
        }
    }

    public UserInfo User { get; }
    public Task<HttpResponseMessage> Response => response.Task;

    public void SetBody(Stream body) => context.Request.Body = body;

    public async Task RunAsync(Func<HttpContext, Task> pipeline)
    {
        // The caller must not run the whole request on its own stack.
        await Task.Yield();
        try
        {
            await pipeline(context);
            Start();
            await pipe.Writer.CompleteAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            response.TrySetException(e is OperationCanceledException ? new TaskCanceledException(null, e) : new HttpRequestException("the request failed in memory", e));
            await pipe.Writer.CompleteAsync(e);
        }
    }

    /// <summary>Sends the headers: the client has its response from here on.</summary>
    private void Start()
    {
        if (Interlocked.Exchange(ref started, 1) == 1) return;
        var message = new HttpResponseMessage((HttpStatusCode)StatusCode)
        {
            RequestMessage = request,
            Version = HttpVersion.Version20,
            Content = new StreamContent(new AbortingStream(pipe.Reader.AsStream(), Abort)),
        };
        foreach (var header in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray()))
                message.Content.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray());
        }
        response.TrySetResult(message);
    }

    public void Abort()
    {
        if (!aborted.IsCancellationRequested) aborted.Cancel();
    }

    // IHttpRequestLifetimeFeature
    CancellationToken IHttpRequestLifetimeFeature.RequestAborted
    {
        get => aborted.Token;
        set => throw new NotSupportedException("the lifetime of an in-memory request is its own");
    }

    // IHttpResponseFeature
    public int StatusCode { get; set; } = 200;
    public string? ReasonPhrase { get; set; }
    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();
    public bool HasStarted => Volatile.Read(ref started) == 1;
    Stream IHttpResponseFeature.Body
    {
        get => Stream;
        set => throw new NotSupportedException("the body of an in-memory response can't be replaced");
    }

    public void OnStarting(Func<object, Task> callback, object state) => throw new NotSupportedException("nothing runs before an in-memory response starts");

    public void OnCompleted(Func<object, Task> callback, object state) => throw new NotSupportedException("nothing runs after an in-memory response");

    // IHttpResponseBodyFeature
    public Stream Stream => stream ??= writer.AsStream(leaveOpen: true);
    public PipeWriter Writer => writer;

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Start();
        return Task.CompletedTask;
    }

    public void DisableBuffering()
    {
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        await SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public async Task CompleteAsync()
    {
        Start();
        await pipe.Writer.CompleteAsync();
    }

    /// <summary>A pipe writer whose first flush sends the headers.</summary>
    private sealed class StartingWriter(PipeWriter inner, Action start) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;
        public override long UnflushedBytes => inner.UnflushedBytes;
        public override void Advance(int bytes) => inner.Advance(bytes);
        public override void CancelPendingFlush() => inner.CancelPendingFlush();
        public override void Complete(Exception? exception = null)
        {
            start();
            inner.Complete(exception);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            start();
            return inner.FlushAsync(cancellationToken);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);
        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);
    }

    /// <summary>The client's end of the body: disposing it before its end aborts the request.</summary>
    private sealed class AbortingStream(Stream inner, Action abort) : Stream
    {
        private bool ended;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = inner.Read(buffer, offset, count);
            ended |= read == 0 && count > 0;
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken);
            ended |= read == 0 && buffer.Length > 0;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                if (!ended) abort();
                inner.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
