using Netes.Api;

namespace Netes.ApiServer.OpenApi;

/// <summary>What an operation's request carries.</summary>
internal enum RequestBody
{
    None,

    /// <summary>An object of the operation's definition.</summary>
    Object,

    /// <summary>Any of the patch formats.</summary>
    Patch,

    /// <summary>DeleteOptions; may be left out.</summary>
    DeleteOptions,
}

/// <summary>One method of one path, as OpenAPI tells of it.</summary>
/// <param name="Method">In lower case, such as <c>get</c>.</param>
/// <param name="Id">The operationId, after which generated clients name their functions.</param>
/// <param name="Tag">Groups operations, such as <c>apps_v1</c>.</param>
/// <param name="Summary">A sentence on what it does.</param>
internal sealed record ApiOperation(string Path, string Method, string Id, string Tag, string Summary)
{
    /// <summary>The API's verb (<c>list</c>, <c>post</c>, <c>watchlist</c>, <c>connect</c> …); "" for paths that are not resources.</summary>
    public string Action { get; init; } = "";

    public Gvk? Kind { get; init; }

    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    public RequestBody Body { get; init; }

    /// <summary>The definition of what is sent, if <see cref="Body"/> is an object.</summary>
    public string Sends { get; init; } = "";

    /// <summary>The definition of the answer; "" for text.</summary>
    public string Answers { get; init; } = "";

    /// <summary>The status codes of success.</summary>
    public IReadOnlyList<int> Success { get; init; } = [200];

    /// <summary>Whether the answer may also be a stream of watch events.</summary>
    public bool Streams { get; init; }

    /// <summary>The names in braces in the path.</summary>
    public IEnumerable<string> PathParameters => Path.Split('/').Where(p => p.StartsWith('{')).Select(p => p.Trim('{', '}'));
}

/// <summary>A query parameter.</summary>
/// <param name="Type"><c>string</c>, <c>integer</c> or <c>boolean</c>.</param>
internal sealed record QueryParameter(string Name, string Type)
{
    public static readonly QueryParameter DryRun = new("dryRun", "string");
    public static readonly QueryParameter FieldManager = new("fieldManager", "string");
    public static readonly QueryParameter FieldValidation = new("fieldValidation", "string");
    public static readonly QueryParameter Force = new("force", "boolean");
    public static readonly QueryParameter Pretty = new("pretty", "string");

    public static readonly QueryParameter[] Write = [DryRun, FieldManager, FieldValidation];
    public static readonly QueryParameter[] Patch = [DryRun, FieldManager, FieldValidation, Force];

    public static readonly QueryParameter[] Delete =
    [
        DryRun,
        new("gracePeriodSeconds", "integer"),
        new("ignoreStoreReadErrorWithClusterBreakingPotential", "boolean"),
        new("orphanDependents", "boolean"),
        new("propagationPolicy", "string"),
    ];

    public static readonly QueryParameter[] List =
    [
        new("allowWatchBookmarks", "boolean"),
        new("continue", "string"),
        new("fieldSelector", "string"),
        new("labelSelector", "string"),
        new("limit", "integer"),
        new("resourceVersion", "string"),
        new("resourceVersionMatch", "string"),
        new("sendInitialEvents", "boolean"),
        new("timeoutSeconds", "integer"),
        new("watch", "boolean"),
    ];
}
