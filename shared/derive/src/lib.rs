//! `#[derive(FromRow)]` for `pinewire_shared::db::FromRow`: each field is taken from the column of its name.
//!
//! Serde could do the same, but compiles a state machine for each struct and format; for a worker with fifty kinds of
//! rows that was a tenth of its size. Here a field costs a call.
//!
//! * `#[row(rename = "type")]` on a field: the column has another name.
//! * `#[row(flatten)]` on a field: it is itself made from the row.

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Field, Fields, LitStr, parse_macro_input};

/// Derives `FromRow` for a struct with named fields.
#[proc_macro_derive(FromRow, attributes(row))]
pub fn from_row(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

fn expand(input: &DeriveInput) -> syn::Result<proc_macro2::TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(input, "a row is a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(input, "columns have names, so fields must"));
    };
    let fields = fields.named.iter().map(field).collect::<syn::Result<Vec<_>>>()?;
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    Ok(quote! {
        impl #generics ::pinewire_shared::db::FromRow for #name #arguments #bounds {
            fn from_row(row: &mut ::pinewire_shared::db::Row) -> ::pinewire_shared::Result<Self> {
                ::core::result::Result::Ok(Self { #(#fields),* })
            }
        }
    })
}

fn field(field: &Field) -> syn::Result<proc_macro2::TokenStream> {
    let name = &field.ident;
    let mut column = name.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut flatten = false;
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("row"))
    {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("flatten") {
                flatten = true;
                return Ok(());
            }
            if meta.path.is_ident("rename") {
                column = meta.value()?.parse::<LitStr>()?.value();
                return Ok(());
            }
            Err(meta.error("use rename = \"…\" or flatten"))
        })?;
    }
    Ok(if flatten {
        quote!(#name: ::pinewire_shared::db::FromRow::from_row(row)?)
    } else {
        quote!(#name: row.take(#column)?)
    })
}
