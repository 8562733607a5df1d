using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Netes.Testing;

public sealed partial class FakeApi
{
    private JsonObject Find(FakePath path) => _objects.TryGetValue(Key(path), out var obj) ? obj
        : throw new FakeFailure(404, "NotFound", $"{path.Resource.Gvr.GroupResource} \"{path.Name}\" not found");

    private HttpResponseMessage List(FakePath path, NameValueCollection query, bool metadataOnly)
    {
        var selector = new FakeSelector(query["labelSelector"], query["fieldSelector"]);
        int skip = query["continue"] is { Length: > 0 } token ? int.Parse(token, CultureInfo.InvariantCulture) : 0;
        int limit = query["limit"] is { Length: > 0 } number ? int.Parse(number, CultureInfo.InvariantCulture) : 0;
        var matching = Select(path, selector).Select(o => o.Value).ToList();
        var page = matching.Skip(skip).Take(limit > 0 ? limit : int.MaxValue).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = Text(_version) };
        if (skip + page.Count < matching.Count) metadata["continue"] = Text(skip + page.Count);
        return FakeResponses.Json(HttpStatusCode.OK, new JsonObject
        {
            ["kind"] = metadataOnly ? "PartialObjectMetadataList" : path.Resource.Kind + "List",
            ["apiVersion"] = metadataOnly ? "meta.k8s.io/v1" : path.Resource.Gvr.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. page.Select(o => metadataOnly ? FakeProjection.Metadata(o) : o.DeepClone())]),
        });
    }

    private List<KeyValuePair<string, JsonObject>> Select(FakePath path, FakeSelector selector)
    {
        string prefix = path.Resource.Gvr.GroupResource + "/" + (path.Namespace.Length > 0 ? path.Namespace + "/" : "");
        return [.. _objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal) && selector.Matches(o.Value))];
    }

    private HttpResponseMessage Watch(FakePath path, NameValueCollection query, bool metadataOnly)
    {
        long from = query["resourceVersion"] is { Length: > 0 } rv ? long.Parse(rv, CultureInfo.InvariantCulture) : 0;
        if (from < _oldest && from != 0) return Failure(410, "Expired", $"too old resource version: {from} ({_oldest})");
        var watch = new FakeWatch
        {
            Path = path,
            Selector = new FakeSelector(query["labelSelector"], query["fieldSelector"]),
            MetadataOnly = metadataOnly,
        };
        foreach (var change in _history)
            if (change.Version > from) Tell(watch, change.Type, change.Path, change.Object);
        _watches.Add(watch);
        return FakeResponses.Stream(watch.Body);
    }

    private static void Tell(FakeWatch watch, string type, FakePath path, JsonObject obj)
    {
        if (watch.Path.Resource != path.Resource || (watch.Path.Namespace.Length > 0 && watch.Path.Namespace != path.Namespace)) return;
        if (watch.Selector.Matches(obj)) watch.Send(type, obj);
        // The watcher may never have seen it; a deletion of something unknown is harmless.
        else if (type == "MODIFIED") watch.Send("DELETED", obj);
    }

    private void Publish(string type, FakePath path, JsonObject obj)
    {
        var copy = (JsonObject)obj.DeepClone();
        _history.Add((_version, type, path, copy));
        foreach (var watch in _watches) Tell(watch, type, path, copy);
    }
}
