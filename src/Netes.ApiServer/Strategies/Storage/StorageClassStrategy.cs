using Netes.Api.StorageV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Strategies.Core;
using Netes.ApiServer.Validation.Storage;

namespace Netes.ApiServer.Strategies.Storage;

/// <summary>https://kubernetes.io/docs/concepts/storage/storage-classes/</summary>
internal sealed class StorageClassStrategy : Strategy<StorageClass>
{
    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => StoragePrinters.Classes;

    public override void Default(StorageClass c)
    {
        c.ReclaimPolicy ??= "Delete";
        c.VolumeBindingMode ??= "Immediate";
    }

    public override ErrorList Validate(StorageClass c)
    {
        var errors = new ErrorList();
        StorageClassRules.Validate(errors, c);
        return errors;
    }

    public override ErrorList ValidateUpdate(StorageClass c, StorageClass old)
    {
        var errors = Validate(c);
        StorageClassRules.Update(errors, c, old);
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(StorageClass c)
    {
        for (var i = 0; i < (c.AllowedTopologies?.Count ?? 0); i++)
        {
            var expressions = c.AllowedTopologies![i].MatchLabelExpressions ?? [];
            for (var j = 0; j < expressions.Count; j++)
            {
                if (PodWarnings.DeprecatedNodeLabel(expressions[j].Key) is { } since)
                {
                    yield return $"{FieldPath.Of("allowedTopologies").Index(i).Child("matchLabelExpressions").Index(j).Child("key")}: " +
                        $"deprecated since {since}";
                }
            }
        }
    }

    public override IEnumerable<string> WarningsOnUpdate(StorageClass c, StorageClass old) => WarningsOnCreate(c);
}
