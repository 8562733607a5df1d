using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Netes.Testing;

public sealed partial class FakeApi
{
    private HttpResponseMessage Post(FakePath path, JsonObject obj)
    {
        if (path.Subresource is "binding") return Bind(path, obj);
        if (path.Subresource is "eviction") return FakeResponses.Json(HttpStatusCode.Created, Delete(path, null));
        var metadata = obj["metadata"] as JsonObject ?? [];
        obj["metadata"] = metadata;
        if (metadata["name"] is null && metadata["generateName"] is { } prefix)
            metadata["name"] = prefix.GetValue<string>() + (++_created).ToString("x5", CultureInfo.InvariantCulture);
        var own = path with { Name = metadata["name"]!.GetValue<string>() };
        if (_objects.ContainsKey(Key(own)))
            throw new FakeFailure(409, "AlreadyExists", $"{path.Resource.Gvr.GroupResource} \"{own.Name}\" already exists");
        if (path.Namespace.Length > 0) metadata["namespace"] = path.Namespace;
        obj["kind"] = path.Resource.Kind;
        obj["apiVersion"] = path.Resource.Gvr.ApiVersion;
        metadata["uid"] ??= Guid.NewGuid().ToString();
        metadata["creationTimestamp"] ??= Now();
        if (obj["spec"] is not null) metadata["generation"] = 1L;
        Store("ADDED", own, obj);
        return FakeResponses.Json(HttpStatusCode.Created, obj);
    }

    private HttpResponseMessage Bind(FakePath path, JsonObject binding)
    {
        var pod = (JsonObject)Find(path).DeepClone();
        if (pod["spec"]!["nodeName"] is not null) throw new FakeFailure(409, "Conflict", $"pod {path.Name} is already assigned to node");
        pod["spec"]!["nodeName"] = binding["target"]!["name"]!.DeepClone();
        Store("MODIFIED", path, pod);
        return FakeResponses.Json(HttpStatusCode.Created, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Success" });
    }

    private JsonObject Put(FakePath path, JsonObject obj)
    {
        var stored = Find(path);
        CheckVersion(path, stored, obj["metadata"]?["resourceVersion"]?.GetValue<string>());
        return Change(path, stored, obj);
    }

    private JsonObject Patch(FakePath path, JsonNode patch, string type)
    {
        var stored = Find(path);
        JsonObject changed;
        if (type == "application/json-patch+json") changed = FakePatch.Json(stored, (JsonArray)patch);
        // Strategic merges differ only for lists with merge keys, which the cluster's own components do not patch.
        else if (type is "application/merge-patch+json" or "application/strategic-merge-patch+json") changed = FakePatch.Merge(stored, (JsonObject)patch);
        else throw new FakeFailure(415, "UnsupportedMediaType", $"the fake server does not know {type}");
        CheckVersion(path, stored, (patch as JsonObject)?["metadata"]?["resourceVersion"]?.GetValue<string>());
        if ((patch as JsonObject)?["metadata"]?["uid"]?.GetValue<string>() is { } uid && uid != stored["metadata"]!["uid"]!.GetValue<string>())
            throw new FakeFailure(409, "Conflict", $"Precondition failed: UID in precondition: {uid}");
        return Change(path, stored, changed);
    }

    private static void CheckVersion(FakePath path, JsonObject stored, string? version)
    {
        if (!string.IsNullOrEmpty(version) && version != stored["metadata"]!["resourceVersion"]!.GetValue<string>())
            throw new FakeFailure(409, "Conflict", $"Operation cannot be fulfilled on {path.Resource.Gvr.GroupResource} \"{path.Name}\": "
                + "the object has been modified; please apply your changes to the latest version and try again");
    }

    private JsonObject Change(FakePath path, JsonObject stored, JsonObject wanted)
    {
        var next = (JsonObject)stored.DeepClone();
        if (path.Subresource == "status")
        {
            next["status"] = wanted["status"]?.DeepClone();
        }
        else
        {
            var status = stored["status"]?.DeepClone();
            next = (JsonObject)wanted.DeepClone();
            if (path.Resource.FindSubresource("status") is not null)
            {
                next.Remove("status");
                if (status is not null) next["status"] = status;
            }
            var metadata = (JsonObject)next["metadata"]!;
            foreach (string kept in (string[])["uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds", "name", "namespace"])
            {
                metadata.Remove(kept);
                if (stored["metadata"]![kept] is { } value) metadata[kept] = value.DeepClone();
            }
            if (!JsonNode.DeepEquals(stored["spec"], next["spec"]))
                metadata["generation"] = (stored["metadata"]!["generation"]?.GetValue<long>() ?? 0) + 1;
        }
        next["metadata"]!["resourceVersion"] = stored["metadata"]!["resourceVersion"]!.DeepClone();
        next["kind"] = path.Resource.Kind;
        next["apiVersion"] = path.Resource.Gvr.ApiVersion;
        if (JsonNode.DeepEquals(next, stored)) return stored;
        if (next["metadata"]!["deletionTimestamp"] is not null && !HasFinalizers(next) && path.Resource.Plural != "pods")
            return Remove(path, next);
        Store("MODIFIED", path, next);
        return next;
    }

    private JsonObject Delete(FakePath path, JsonObject? options)
    {
        var stored = Find(path);
        var wanted = options?["preconditions"];
        if (wanted?["uid"]?.GetValue<string>() is { } uid && uid != stored["metadata"]!["uid"]!.GetValue<string>())
            throw new FakeFailure(409, "Conflict", $"Precondition failed: UID in precondition: {uid}");
        CheckVersion(path, stored, wanted?["resourceVersion"]?.GetValue<string>());
        var next = (JsonObject)stored.DeepClone();
        string policy = options?["propagationPolicy"]?.GetValue<string>() ?? "Background";
        if (policy == "Foreground") AddFinalizer(next, "foregroundDeletion");
        if (policy == "Orphan") AddFinalizer(next, "orphan");
        bool graceful = GracefulPods && path.Resource.Plural == "pods" && options?["gracePeriodSeconds"]?.GetValue<long>() != 0;
        if (!HasFinalizers(next) && !graceful) return Remove(path, next);
        if (next["metadata"]!["deletionTimestamp"] is not null && JsonNode.DeepEquals(next, stored)) return stored;
        next["metadata"]!["deletionTimestamp"] ??= Now();
        next["metadata"]!["deletionGracePeriodSeconds"] ??= graceful ? 30 : 0;
        Store("MODIFIED", path, next);
        return next;
    }

    private HttpResponseMessage DeleteCollection(FakePath path, JsonObject? options, NameValueCollection query)
    {
        foreach (var (key, obj) in Select(path, new FakeSelector(query["labelSelector"], query["fieldSelector"])))
            Delete(path with { Namespace = obj["metadata"]!["namespace"]?.GetValue<string>() ?? "", Name = key[(key.LastIndexOf('/') + 1)..] }, options);
        return FakeResponses.Json(HttpStatusCode.OK, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Success" });
    }

    private JsonObject Remove(FakePath path, JsonObject obj)
    {
        _objects.Remove(Key(path));
        obj["metadata"]!["resourceVersion"] = Text(++_version);
        Publish("DELETED", path with { Subresource = null }, obj);
        return obj;
    }

    private void Store(string type, FakePath path, JsonObject obj)
    {
        obj["metadata"]!["resourceVersion"] = Text(++_version);
        _objects[Key(path)] = obj;
        Publish(type, path with { Subresource = null }, obj);
    }

    private static bool HasFinalizers(JsonObject obj) =>
        obj["metadata"]!["finalizers"] is JsonArray { Count: > 0 } || obj["spec"] is JsonObject spec && spec["finalizers"] is JsonArray { Count: > 0 };

    private static void AddFinalizer(JsonObject obj, string finalizer)
    {
        var finalizers = obj["metadata"]!["finalizers"] as JsonArray ?? [];
        obj["metadata"]!["finalizers"] = finalizers.Parent is null ? finalizers : finalizers.DeepClone();
        var own = (JsonArray)obj["metadata"]!["finalizers"]!;
        if (!own.Any(f => f!.GetValue<string>() == finalizer)) own.Add(finalizer);
    }

    private string Now() => _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
