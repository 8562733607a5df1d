using System.Globalization;
using Netes.Api.Selectors;
using Netes.Api.Validation;
using Netes.ApiServer.Http;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Resources;

/// <summary>The query options of lists, watches and deletions of collections, parsed and checked.</summary>
internal sealed class ListOptions
{
    public required Selector Labels { get; init; }
    public required FieldSelector Fields { get; init; }

    /// <summary>"" when not given.</summary>
    public required string ResourceVersion { get; init; }

    /// <summary>The resource version as a number; 0 when not given or "0".</summary>
    public required ulong Revision { get; init; }

    /// <summary>"", "NotOlderThan" or "Exact".</summary>
    public required string Match { get; init; }

    public required long Limit { get; init; }
    public required string Continue { get; init; }
    public required TimeSpan? Timeout { get; init; }
    public required bool Bookmarks { get; init; }
    public required bool SendInitialEvents { get; init; }
    public required bool SendInitialEventsGiven { get; init; }

    public bool SelectsEverything => Labels.IsEverything && Fields.IsEverything;

    public bool Matches(ResourceItem item)
    {
        foreach (FieldTerm term in Fields.Terms)
        {
            if (!term.Matches(item.Field(term.Field) ?? "")) return false;
        }
        return Labels.IsEverything || Labels.Matches(item.Labels);
    }

    /// <summary>An index that narrows what can match, if one of the selectors has one.</summary>
    public (string Name, string Value)? Index
    {
        get
        {
            if (Fields.TryGetExact("spec.nodeName", out string node) && node.Length > 0) return (ResourceStore.NodeNameIndex, node);
            foreach (Requirement label in Labels.Requirements)
            {
                if (label.Operator is SelectorOperator.Equals or SelectorOperator.DoubleEquals or SelectorOperator.In && label.Values.Count == 1)
                    return (ResourceStore.LabelIndex, label.Key + "=" + label.Values[0]);
            }
            return null;
        }
    }

    /// <summary>The filter for the watch cache; null when everything matches.</summary>
    public CacheFilter<ResourceItem>? Filter =>
        SelectsEverything ? null : new CacheFilter<ResourceItem>(Labels + "\n" + Fields, Matches) { Index = Index };

    public KeyRange Range(ApiRequest request)
    {
        string scope = request.Resource.Scope(request.Namespace);
        if (request.Info.NameFromSelector && (request.Namespace.Length > 0 || !request.Resource.Type.Namespaced))
            return KeyRange.Key(request.Resource.Key(request.Namespace, request.Name));
        return KeyRange.Prefix(scope);
    }

    /// <exception cref="ApiException">BadRequest or Invalid, in upstream's words.</exception>
    public static ListOptions Parse(ApiRequest request, bool watch)
    {
        string version = request.Query("resourceVersion") ?? "";
        string match = request.Query("resourceVersionMatch") ?? "";
        string token = request.Query("continue") ?? "";
        long limit = request.Query("limit") is { Length: > 0 } l ? QueryValues.ParseInt64(l) : 0;
        TimeSpan? timeout = request.Query("timeoutSeconds") is { Length: > 0 } t
            ? TimeSpan.FromSeconds(Math.Clamp(QueryValues.ParseInt64(t), 0, int.MaxValue)) : null;
        string? initial = request.Query("sendInitialEvents");
        bool sendInitial = initial is not null && QueryValues.IsTrue(initial);
        (Selector labels, FieldSelector fields) = ParseSelectors(request);
        ErrorList errors = Check(watch, version, match, token, limit, initial is not null);
        if (errors.Count > 0) throw errors.ToException("meta.k8s.io", "ListOptions", "");
        return new ListOptions
        {
            Labels = labels,
            Fields = fields,
            ResourceVersion = version,
            Revision = ParseVersion(version),
            Match = match,
            Limit = limit,
            Continue = token,
            Timeout = timeout,
            Bookmarks = request.Query("allowWatchBookmarks") is { } b && QueryValues.IsTrue(b),
            SendInitialEvents = sendInitial,
            SendInitialEventsGiven = initial is not null,
        };
    }

    private static (Selector, FieldSelector) ParseSelectors(ApiRequest request)
    {
        try
        {
            Selector labels = Selector.Parse(request.Query("labelSelector"));
            FieldSelector fields = FieldSelector.Parse(request.Query("fieldSelector"));
            foreach (FieldTerm term in fields.Terms)
            {
                if (term.Field is not ("metadata.name" or "metadata.namespace") && !request.Resource.Strategy.SelectableFields.Contains(term.Field))
                    throw ApiErrors.BadRequest(request.Resource.Strategy.UnknownSelectableField(term.Field));
            }
            return (labels, fields);
        }
        catch (SelectorSyntaxException e)
        {
            throw ApiErrors.BadRequest(e.Message);
        }
    }

    private static ulong ParseVersion(string version)
    {
        if (version.Length == 0) return 0;
        if (ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out ulong revision)) return revision;
        throw ApiErrors.BadRequest(
            $"invalid resource version: resourceVersion: Invalid value: {GoValue.Quote(version)}: strconv.ParseUint: parsing {GoValue.Quote(version)}: invalid syntax");
    }

    private static ErrorList Check(bool watch, string version, string match, string token, long limit, bool initialGiven)
    {
        var errors = new ErrorList();
        FieldPath matchPath = FieldPath.Of("resourceVersionMatch");
        if (watch)
        {
            if (initialGiven)
            {
                if (match != "NotOlderThan")
                    errors.Add(FieldError.Forbidden(matchPath, match.Length == 0
                        ? "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
                        : "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
            }
            else if (match.Length > 0)
                errors.Add(FieldError.Forbidden(matchPath, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
            if (token.Length > 0) errors.Add(FieldError.Forbidden(FieldPath.Of("continue"), "continue is forbidden for watch"));
            return errors;
        }
        if (initialGiven) errors.Add(FieldError.Forbidden(FieldPath.Of("sendInitialEvents"), "sendInitialEvents is forbidden for list"));
        if (match.Length == 0) return errors;
        if (token.Length > 0) errors.Add(FieldError.Forbidden(matchPath, "resourceVersionMatch is forbidden when continue is provided"));
        if (version.Length == 0) errors.Add(FieldError.Forbidden(matchPath, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        if (match is not ("NotOlderThan" or "Exact"))
            errors.Add(FieldError.NotSupported(matchPath, match, "Exact", "NotOlderThan", ""));
        if (match == "Exact" && version == "0")
            errors.Add(FieldError.Forbidden(matchPath, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        return errors;
    }
}
