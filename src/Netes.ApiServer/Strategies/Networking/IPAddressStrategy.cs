using Netes.Api.NetworkingV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Networking;

namespace Netes.ApiServer.Strategies.Networking;

/// <summary>KEP-1880: the object whose name is an address keeps it from being given away twice.</summary>
internal sealed class IPAddressStrategy : Strategy<IPAddress>
{
    public override NameRule NameRule => NameRule.IpAddress;

    public override ITablePrinter Table => NetworkingPrinters.IPAddresses;

    public override ErrorList Validate(IPAddress address)
    {
        var errors = new ErrorList();
        AddressRules.Owner(errors, address.Spec.ParentRef);
        return errors;
    }

    public override ErrorList ValidateUpdate(IPAddress address, IPAddress old)
    {
        var errors = new ErrorList();
        AddressRules.OwnerStays(errors, address.Spec.ParentRef, old.Spec.ParentRef);
        return errors;
    }
}
