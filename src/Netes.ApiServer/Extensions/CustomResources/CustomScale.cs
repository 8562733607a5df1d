using Netes.Api;
using Netes.Api.AutoscalingV1;
using Netes.Api.Validation;
using Netes.ApiServer.Http;
using Netes.ApiServer.Patching;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Resources;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Extensions.CustomResources;

/// <summary>GET, PUT and PATCH of a custom resource's /scale.</summary>
internal sealed class CustomScale(ObjectWriter writer, Scheme scheme)
{
    private readonly ResourceDefinition answers = new(scheme.FindResource("apps", "v1", "deployments")!, new ScaleView());

    public async Task HandleAsync(ApiRequest request, ResourceStore store)
    {
        ScalePaths paths = request.Resource.Custom!.Scale!;
        if (request.Info.Verb == "get")
        {
            ResourceItem item = await store.GetAsync(request.Namespace, request.Name, request.Cancellation) ?? throw request.NotFound();
            await ViewWriter.WriteAsync(request, 200, paths.ToScale((CustomObject)item.Decode()), answers);
            return;
        }
        bool patch = request.Info.Verb == "patch";
        PatchType? type = patch ? PatchTypes.FromContentType(request.Http.Request.ContentType ?? "") : null;
        if (patch) CustomRequests.CheckPatchType(type);
        if (type == PatchType.Apply) throw ApiErrors.Plain($"failed to convert new object (/{request.Name}; autoscaling/v1, Kind=Scale) to proper version: "
            + "request to convert CR to an invalid group/version: autoscaling/v1");
        WriteOptions options = WriteOptions.Parse(request, patch ? "PatchOptions" : "UpdateOptions");
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        Scale? sent = patch ? null : (Scale)RequestBody.Decode(body, RequestBody.Format(request.Http.Request), Scale.KindInfo, options.FieldValidation, request.Warn, scheme);
        (StoredObject stored, _) = await writer.UpdateAsync(request, store, new UpdatePlan((_, old) =>
        {
            var obj = (CustomObject)old;
            Scale given = sent ?? (Scale)ObjectPatcher.Apply(request, Scale.KindInfo, options.FieldValidation, type!.Value, body, ApiJson.Serialize(paths.ToScale(obj)));
            CheckNames(request, given);
            if (given.Metadata.ResourceVersion.Length > 0) obj.Metadata.ResourceVersion = given.Metadata.ResourceVersion;
            CustomObject changed = obj.Clone();
            paths.Set(changed, given.Spec.Replicas);
            return changed;
        })
        {
            Subresource = "scale",
            DryRun = options.DryRun,
        });
        await ViewWriter.WriteAsync(request, 200, paths.ToScale((CustomObject)store.Definition.Decode(stored.Json)), answers);
    }

    private static void CheckNames(ApiRequest request, Scale scale)
    {
        if (scale.Metadata.Name.Length == 0)
            throw ApiErrors.BadRequest($"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided");
        if (scale.Metadata.Name != request.Name)
            throw ApiErrors.BadRequest($"the name of the object ({scale.Metadata.Name}) does not match the name on the URL ({request.Name})");
        if (scale.Metadata.Namespace.Length > 0 && scale.Metadata.Namespace != request.Namespace)
            throw ApiErrors.BadRequest($"the namespace of the object ({scale.Metadata.Namespace}) does not match the namespace on the request ({request.Namespace})");
    }

    /// <summary>The columns of a Scale.</summary>
    private sealed class ScaleView : Strategy<IApiObject>, ITablePrinter
    {
        public override ITablePrinter Table => this;

        public IReadOnlyList<TableColumn> Columns { get; } =
        [
            new("Name", Format: "name", Description: "Name must be unique within a namespace."),
            new("Desired", "integer", Description: "How many replicas are wanted."),
            new("Available", "integer", Description: "How many replicas there are."),
            new("Age", "date", Description: "When the object was created."),
        ];

        public void WriteRow(IApiObject obj, DateTime now, List<object?> cells)
        {
            var scale = (Scale)obj;
            cells.Add(scale.Metadata.Name);
            cells.Add(scale.Spec.Replicas);
            cells.Add(scale.Status.Replicas);
            cells.Add(Cells.Age(scale.Metadata, now));
        }
    }
}
