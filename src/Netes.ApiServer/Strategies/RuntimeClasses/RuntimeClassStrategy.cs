using Netes.Api.NodeV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.RuntimeClasses;

namespace Netes.ApiServer.Strategies.RuntimeClasses;

/// <summary>https://kubernetes.io/docs/concepts/containers/runtime-class/</summary>
internal sealed class RuntimeClassStrategy : Strategy<RuntimeClass>
{
    public override bool AllowUnconditionalUpdate => false;

    public override ITablePrinter Table => SchedulingPrinters.RuntimeClasses;

    public override ErrorList Validate(RuntimeClass runtimeClass)
    {
        var errors = new ErrorList();
        RuntimeClassRules.Validate(errors, runtimeClass);
        return errors;
    }

    public override ErrorList ValidateUpdate(RuntimeClass runtimeClass, RuntimeClass old)
    {
        var errors = new ErrorList();
        RuntimeClassRules.HandlerStays(errors, runtimeClass, old);
        return errors;
    }
}
