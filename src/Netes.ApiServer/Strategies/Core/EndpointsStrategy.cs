using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Core;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>The endpoints of a Service before there were EndpointSlices.</summary>
internal sealed class EndpointsStrategy : Strategy<Endpoints>
{
    public override bool AllowCreateOnUpdate => true;

    public override ITablePrinter Table => EndpointsPrinter.Instance;

    public override void Default(Endpoints endpoints)
    {
        foreach (var port in (endpoints.Subsets ?? []).SelectMany(s => s.Ports ?? []))
        {
            if (port.Protocol.Length == 0) port.Protocol = "TCP";
        }
    }

    public override ErrorList Validate(Endpoints endpoints)
    {
        var errors = new ErrorList();
        EndpointsRules.Validate(errors, endpoints.Subsets, FieldPath.Of("subsets"));
        return errors;
    }

    public override void Canonicalize(Endpoints endpoints) => EndpointsRepack.Apply(endpoints);
}
