using Netes.Api;
using Netes.Api.AppsV1;
using Netes.Api.AutoscalingV1;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.Validation;
using Netes.ApiServer.Http;
using Netes.ApiServer.Patching;
using Netes.ApiServer.Printing;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>GET, PUT and PATCH of /scale: the replicas of any kind that has them, as an autoscaling/v1 Scale.</summary>
internal sealed class ScaleSubresource(ObjectWriter writer, Scheme scheme)
{
    public async Task HandleAsync(ApiRequest request, ResourceStore store)
    {
        if (request.Info.Verb == "get")
        {
            ResourceItem item = await store.GetAsync(request.Namespace, request.Name, request.Cancellation) ?? throw request.NotFound();
            await ViewWriter.WriteAsync(request, 200, ToScale(item.Decode()), print: ScalePrinter.Instance);
            return;
        }
        bool patch = request.Info.Verb == "patch";
        WriteOptions options = WriteOptions.Parse(request, patch ? "PatchOptions" : "UpdateOptions");
        Func<IApiObject, Scale> change = patch ? await PatchAsync(request, options) : await PutAsync(request, options);
        (StoredObject stored, _) = await writer.UpdateAsync(request, store, new UpdatePlan((_, old) => Apply(request, old, change(old)))
        {
            Subresource = "scale",
            DryRun = options.DryRun,
        });
        await ViewWriter.WriteAsync(request, 200, ToScale(store.Definition.Decode(stored.Json)), print: ScalePrinter.Instance);
    }

    private async ValueTask<Func<IApiObject, Scale>> PutAsync(ApiRequest request, WriteOptions options)
    {
        WireFormat format = RequestBody.Format(request.Http.Request);
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        var given = (Scale)RequestBody.Decode(body, format, Scale.KindInfo, options.FieldValidation, request.Warn, scheme);
        if (given.Metadata.Name.Length == 0)
            throw ApiErrors.BadRequest($"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided");
        if (given.Metadata.Name != request.Name)
            throw ApiErrors.BadRequest($"the name of the object ({given.Metadata.Name}) does not match the name on the URL ({request.Name})");
        if (given.Metadata.Namespace.Length > 0 && given.Metadata.Namespace != request.Namespace)
            throw ApiErrors.BadRequest($"the namespace of the object ({given.Metadata.Namespace}) does not match the namespace on the request ({request.Namespace})");
        return _ => given;
    }

    private static async ValueTask<Func<IApiObject, Scale>> PatchAsync(ApiRequest request, WriteOptions options)
    {
        PatchType type = PatchTypes.FromContentType(request.Http.Request.ContentType ?? "") ?? throw ApiErrors.UnsupportedPatchType();
        if (type == PatchType.Apply) throw ObjectPatcher.ApplyUnsupported();
        byte[] patch = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        return old => (Scale)ObjectPatcher.Apply(request, Scale.KindInfo, options.FieldValidation, type, patch, ObjectCodec.Encode(ToScale(old)));
    }

    private static IApiObject Apply(ApiRequest request, IApiObject old, Scale scale)
    {
        if (scale.Spec.Replicas < 0)
        {
            var errors = new ErrorList { FieldError.Invalid(FieldPath.Of("spec", "replicas"), scale.Spec.Replicas, "must be greater than or equal to 0") };
            throw errors.ToException("autoscaling", "Scale", request.Name);
        }
        var next = (IApiObject)old.Info.Clone(old);
        next.Metadata.ResourceVersion = scale.Metadata.ResourceVersion;
        if (scale.Metadata.Uid.Length > 0) next.Metadata.Uid = scale.Metadata.Uid;
        switch (next)
        {
            case Deployment d: d.Spec.Replicas = scale.Spec.Replicas; break;
            case ReplicaSet r: r.Spec.Replicas = scale.Spec.Replicas; break;
            case StatefulSet s: s.Spec.Replicas = scale.Spec.Replicas; break;
            case ReplicationController c: c.Spec.Replicas = scale.Spec.Replicas; break;
            default: throw ApiErrors.PathNotFound();
        }
        return next;
    }

    private static Scale ToScale(IApiObject obj)
    {
        (int replicas, int current, string selector) = obj switch
        {
            Deployment d => (d.Spec.Replicas ?? 0, d.Status.Replicas, Text(d.Spec.Selector)),
            ReplicaSet r => (r.Spec.Replicas ?? 0, r.Status.Replicas, Text(r.Spec.Selector)),
            StatefulSet s => (s.Spec.Replicas ?? 0, s.Status.Replicas, Text(s.Spec.Selector)),
            ReplicationController c => (c.Spec.Replicas ?? 0, c.Status.Replicas, Selectors(c.Spec.Selector)),
            _ => throw ApiErrors.PathNotFound(),
        };
        ObjectMeta meta = obj.Metadata;
        return new Scale
        {
            Metadata = new ObjectMeta
            {
                Name = meta.Name,
                Namespace = meta.Namespace,
                Uid = meta.Uid,
                ResourceVersion = meta.ResourceVersion,
                CreationTimestamp = meta.CreationTimestamp,
            },
            Spec = new ScaleSpec { Replicas = replicas },
            Status = new ScaleStatus { Replicas = current, Selector = selector },
        };
    }

    private static string Selectors(Dictionary<string, string>? labels) =>
        string.Join(",", (labels ?? []).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Key + "=" + l.Value));

    private static string Text(LabelSelector? selector)
    {
        if (selector is null) return "";
        IEnumerable<(string Key, string Text)> terms = (selector.MatchLabels ?? []).Select(l => (l.Key, l.Key + "=" + l.Value))
            .Concat((selector.MatchExpressions ?? []).Select(e => (e.Key, e.Operator switch
            {
                "In" => $"{e.Key} in ({string.Join(",", (e.Values ?? []).Order(StringComparer.Ordinal))})",
                "NotIn" => $"{e.Key} notin ({string.Join(",", (e.Values ?? []).Order(StringComparer.Ordinal))})",
                "Exists" => e.Key,
                _ => "!" + e.Key,
            })));
        return string.Join(",", terms.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Text));
    }
}
