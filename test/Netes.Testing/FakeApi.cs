using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Web;
using Netes.Api;
using Netes.Client;

namespace Netes.Testing;

/// <summary>
/// A miniature API server inside an HttpMessageHandler: stores any kind of the scheme as JSON with resource versions, and knows
/// list (with pages), watch, create, update, status, patch, delete, finalizers, preconditions, owner-independent deletion and
/// discovery. No validation, no defaults, no admission: a controller's test states inputs and asserts outputs.
/// </summary>
public sealed partial class FakeApi : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<(long Version, string Type, FakePath Path, JsonObject Object)> _history = [];
    private readonly List<FakeWatch> _watches = [];
    private readonly List<string> _writes = [];
    private readonly TimeProvider _time;
    private long _version = 1;
    private long _oldest = 1;
    private int _created;

    public FakeApi(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <summary>Asked before each request; an answer other than null replaces the server's.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Intercept { get; set; }

    /// <summary>Pods without a grace period of 0 keep existing with a deletion timestamp, as when a kubelet must stop them first.</summary>
    public bool GracefulPods { get; set; }

    /// <summary>"METHOD path" of every write so far.</summary>
    public IReadOnlyList<string> Writes
    {
        get { lock (_lock) return [.. _writes]; }
    }

    public int OpenWatches
    {
        get { lock (_lock) return _watches.Count; }
    }

    public KubeClient Client(KubeClientOptions? options = null) => new(new Unowned(this), new Uri("http://fake"), options);

    /// <summary>Ends all watches, as a server does that restarts.</summary>
    public void EndWatches()
    {
        lock (_lock)
        {
            foreach (var watch in _watches) watch.End();
            _watches.Clear();
        }
    }

    /// <summary>Forgets the history: a watch from an older version gets 410.</summary>
    public void Compact()
    {
        lock (_lock)
        {
            _oldest = ++_version;
            _history.Clear();
        }
    }

    public void SendBookmarks()
    {
        lock (_lock)
        {
            foreach (var watch in _watches)
                watch.Send("BOOKMARK", new JsonObject
                {
                    ["kind"] = watch.Path.Resource.Kind,
                    ["apiVersion"] = watch.Path.Resource.Gvr.ApiVersion,
                    ["metadata"] = new JsonObject { ["resourceVersion"] = Text(_version) },
                });
        }
    }

    public static HttpResponseMessage Failure(int code, string reason, string message) => FakeResponses.Failure(code, reason, message);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (Intercept?.Invoke(request) is { } other) return other;
        var uri = request.RequestUri!;
        string text = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellation);
        var body = text.Length == 0 ? null : JsonNode.Parse(text);
        if (request.Method == HttpMethod.Get && FakeDiscovery.Answer(uri.AbsolutePath) is { } discovery)
            return FakeResponses.Json(HttpStatusCode.OK, discovery);
        if (FakePath.Parse(uri.AbsolutePath) is not { } path)
            return Failure(404, "NotFound", "the server could not find the requested resource");
        var query = HttpUtility.ParseQueryString(uri.Query);
        bool metadataOnly = request.Headers.TryGetValues("Accept", out var accept) && accept.Any(a => a.Contains("as=PartialObjectMetadata"));
        lock (_lock)
        {
            if (request.Method != HttpMethod.Get) _writes.Add($"{request.Method} {uri.AbsolutePath}");
            try
            {
                return request.Method.Method switch
                {
                    "GET" when path.Name is not null => Answer(Find(path), metadataOnly),
                    "GET" when query["watch"] == "true" => Watch(path, query, metadataOnly),
                    "GET" => List(path, query, metadataOnly),
                    "POST" => Post(path, (JsonObject)body!),
                    "PUT" => Answer(Put(path, (JsonObject)body!), metadataOnly),
                    "PATCH" => Answer(Patch(path, body!, request.Content!.Headers.ContentType!.MediaType!), metadataOnly),
                    "DELETE" when path.Name is not null => Answer(Delete(path, body as JsonObject), metadataOnly),
                    "DELETE" => DeleteCollection(path, body as JsonObject, query),
                    _ => Failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
                };
            }
            catch (FakeFailure failure)
            {
                return Failure(failure.Code, failure.Reason, failure.Message);
            }
        }
    }

    private static HttpResponseMessage Answer(JsonObject obj, bool metadataOnly) =>
        FakeResponses.Json(HttpStatusCode.OK, metadataOnly ? FakeProjection.Metadata(obj) : obj);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Key(FakePath path) => $"{path.Resource.Gvr.GroupResource}/{path.Namespace}/{path.Name}";

    private sealed class FakeFailure(int code, string reason, string message) : Exception(message)
    {
        public int Code => code;

        public string Reason => reason;
    }

    /// <summary>Lets many clients use, and dispose of, one fake.</summary>
    private sealed class Unowned(FakeApi api) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            api.SendAsync(request, cancellationToken);
    }
}
