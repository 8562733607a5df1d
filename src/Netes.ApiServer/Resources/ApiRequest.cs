using Microsoft.AspNetCore.Http;
using Netes.Api;
using Netes.Api.MetaV1;
using Netes.ApiServer.Access;
using Netes.ApiServer.Http;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Resources;

/// <summary>One authenticated request for a resource, on its way through the pipeline.</summary>
internal sealed class ApiRequest(HttpContext http, RequestInfo info, UserInfo user, ResourceDefinition resource, TimeProvider time)
{
    private static readonly Dictionary<string, string> NoAnnotations = [];
    private const string MetaVersion = "meta.k8s.io/v1";
    private List<string>? warnings;
    private Dictionary<string, string>? annotations;

    public HttpContext Http { get; } = http;
    public RequestInfo Info { get; } = info;
    public UserInfo User { get; } = user;
    public ResourceDefinition Resource { get; } = resource;

    /// <summary>The view and format of the answer.</summary>
    public required Negotiated Form { get; init; }

    public CancellationToken Cancellation => Http.RequestAborted;

    /// <summary>The namespace that the object is in; "" for cluster-scoped resources, Namespaces among them.</summary>
    public string Namespace => Resource.Type.Namespaced ? Info.Namespace : "";
    public string Name => Info.Name;

    /// <summary>The server's time in whole seconds, as it stands in timestamps.</summary>
    public DateTime Now { get; } = Seconds(time.GetUtcNow().UtcDateTime);

    public StrategyContext StrategyContext => new(Now, User.Name, Info.Subresource) { User = User };

    /// <summary>A query parameter's first value; null when it is absent.</summary>
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) ? values[0] ?? "" : null;

    /// <summary>Texts for Warning headers, in the order of their finding and each once.</summary>
    public IReadOnlyList<string> Warnings => warnings ?? [];

    public void Warn(string text)
    {
        warnings ??= [];
        if (!warnings.Contains(text)) warnings.Add(text);
    }

    /// <summary>What admission has to tell the audit log, by annotation.</summary>
    public IReadOnlyDictionary<string, string> AuditAnnotations => annotations ?? NoAnnotations;

    /// <summary>The first word on a key stands.</summary>
    public void Annotate(string key, string value) => (annotations ??= []).TryAdd(key, value);

    /// <summary>The request's CreateOptions, UpdateOptions or PatchOptions, as webhooks are told.</summary>
    public RawJson AdmissionOptions()
    {
        string? manager = Query("fieldManager"), validation = Query("fieldValidation"), force = Query("force");
        List<string>? dryRun = Http.Request.Query.TryGetValue("dryRun", out var stages) ? [.. stages.Select(s => s ?? "")] : null;
        IApiKind options = Info.Verb switch
        {
            "update" => new UpdateOptions { Kind = "UpdateOptions", ApiVersion = MetaVersion, DryRun = dryRun, FieldManager = manager ?? "", FieldValidation = validation ?? "" },
            "patch" => new PatchOptions
            {
                Kind = "PatchOptions", ApiVersion = MetaVersion, DryRun = dryRun, FieldManager = manager ?? "", FieldValidation = validation ?? "",
                Force = force is null ? null : QueryValues.IsTrue(force),
            },
            _ => new CreateOptions { Kind = "CreateOptions", ApiVersion = MetaVersion, DryRun = dryRun, FieldManager = manager ?? "", FieldValidation = validation ?? "" },
        };
        return new RawJson(ObjectCodec.Encode(options));
    }

    public ApiException NotFound(string? name = null) => ApiErrors.NotFound(Resource.Group, Resource.Plural, name ?? Name);

    private static DateTime Seconds(DateTime now) => new(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);
}
